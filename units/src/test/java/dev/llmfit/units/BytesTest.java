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
        "24, 25769803776",
        "24 GB, 25769803776",
        "24gib, 25769803776",
        "24576MiB, 25769803776",
        "24576M, 25769803776",
        "24576 mb, 25769803776",
        "24576, 25769803776",
        "1000, 1073741824000",
        "1001, 1049624576",
        "0.5, 536870912",
        "512MiB, 536870912",
        "1TB, 1099511627776",
        "1.5K, 1536",
        "7 B, 7"
    })
    void parsesSizesAsPeopleWriteThem(String text, long bytes) {
        assertEquals(bytes, Bytes.parse(text).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-1", "24i", "24 gigs", "24,5", "1 PiB", "1e9", "99999999999TiB"})
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
