package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNoRate(double value) {
        refuses("speed is " + value + "; it must be a number of 0 or more", () -> Amount.rate(value, "speed"));
    }

    @Test
    void refusesNegativeCountsAndSizes() {
        refuses("layers is -1; a count is not negative", () -> Amount.count(-1, "layers"));
        refuses("file is -1 bytes; a size is not negative", () -> Amount.size(-1, "file"));
    }

    @Test
    void takesWhatCanBe() {
        assertDoesNotThrow(() -> {
            Amount.count(0, "layers");
            Amount.size(0, "file");
            Amount.rate(0, "speed");
            Amount.rate(1e300, "speed");
        });
    }

    private static void refuses(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
