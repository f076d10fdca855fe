package dev.llmfit.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardLinkTest {
    @ParameterizedTest
    @CsvSource({
        "4.0 x16, 31.5, false",
        "3.0x4, 3.94, false",
        "gen4 x8, 15.75, false",
        "PCIe 5.0 x16, 63, false",
        "1.0 x1, 0.25, false",
        "oculink, 7.88, false",
        "Thunderbolt 4, 3.94, false",
        "TB3, 2.75, false",
        "NVLink-C2C 900GB/s, 450, false",
        "12GB/s, 12, true",
        "6.5 GB/s, 6.5, true",
        "GbE, 0.1186, true",
        "2.5GbE, 0.2966, true",
        "10GbE, 1.186, true",
        "100 GbE, 11.86, true"
    })
    void isReadAsDriversAndPeopleWriteIt(String text, double gbps, boolean reached) {
        CardLink link = CardLink.parse(text).orElseThrow();
        assertEquals(gbps, link.gbps(), 0.01 * gbps);
        assertEquals(reached, link.reached());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fast", "NVLink4", "SoC", "4.0", "x16", "7.0 x16", "4.0 x3", "0GB/s", "unknown", "1.0 x0"})
    void isEmptyWhereItIsNotUnderstood(String text) {
        assertTrue(CardLink.parse(text).isEmpty(), text);
    }
}
