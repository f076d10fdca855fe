package dev.llmfit.recommend.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BreakEvenTest {
    @Test
    void countsPowerAgainstTheApi() {
        // 36 M tokens at 100 tok/s are 100 hours; 350 W at 0.30 USD are 10.50 USD; the API costs 108 USD
        BreakEven b = BreakEven.of(975, 36e6, 3, 100, 350, 0.30);
        assertEquals(108, b.apiUsdMonth(), 1e-9);
        assertEquals(100, b.hoursMonth(), 1e-9);
        assertEquals(10.5, b.powerUsdMonth(), 1e-9);
        assertEquals(10, b.months().orElseThrow(), 1e-9);
    }

    @Test
    void neverPaysWhenPowerCostsMoreOrTheMonthIsTooShort() {
        assertTrue(BreakEven.of(500, 1e6, 0.1, 1, 350, 0.30).months().isEmpty());
        assertTrue(BreakEven.of(500, 1e9, 10, 10, 350, 0.30).months().isEmpty());
    }

    @Test
    void rangesArePlannedWithTheirUpperEnd() {
        assertEquals(OptionalDouble.of(150), Purchase.lastNumber("80-150"));
        assertEquals(OptionalDouble.of(1599), Purchase.lastNumber("1599"));
        assertTrue(Purchase.lastNumber("unknown").isEmpty());
    }
}
