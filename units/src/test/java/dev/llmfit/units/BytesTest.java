package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @CsvSource({
        "24GiB, 25769803776",
        "24g, 25769803776",
        "24 GB, 24000000000",
        "512MiB, 536870912",
        "1.5K, 1536",
        "7, 7",
        "7 B, 7"
    })
    void parsesSizesAsPeopleWriteThem(String text, long bytes) {
        assertEquals(bytes, Bytes.parse(text).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-1", "1 PiB", "1e9", "99999999999TiB"})
    void refusesWhatIsNoSize(String text) {
        assertThrows(IllegalArgumentException.class, () -> Bytes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"25769803776, 24.0 GiB", "1048576, 1.0 MiB", "1536, 1.5 KiB", "12, 12 B"})
    void printsForPeople(long bytes, String text) {
        assertEquals(text, Bytes.of(bytes).toString());
    }

    @Test
    void arithmeticIsChecked() {
        assertThrows(ArithmeticException.class, () -> Bytes.of(Long.MAX_VALUE).plus(Bytes.of(1)));
        assertThrows(IllegalArgumentException.class, () -> Bytes.of(-1));
        assertEquals(Bytes.ZERO, Bytes.of(1).minus(Bytes.of(2)));
    }
}
