package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8192|8192",
                "8k|8192",
                "128K|131072",
                "1m|1048576",
                "1.5k|1536",
                "8,192|8192",
                " 32 k |32768",
                "0|0"
            })
    void readsWhatPeopleWrite(String text, int tokens) {
        assertEquals(tokens, Tokens.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "8kb", "1g", "0.0001k", "8,19", "4096m", "many"})
    void refusesWhatIsNoNumber(String text) {
        assertThrows(IllegalArgumentException.class, () -> Tokens.parse(text));
    }
}
