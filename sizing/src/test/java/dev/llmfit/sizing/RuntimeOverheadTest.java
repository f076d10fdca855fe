package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.units.Bytes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is stated against the readings it rests on, {@code overhead-readings.csv}, in MiB. */
class RuntimeOverheadTest {
    private static final String READINGS = "/dev/llmfit/fixtures/overhead-readings.csv";
    /** A log prints whole MiB, of several numbers. */
    private static final double ROUNDING = 1.5;

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = READINGS, useHeadersInDisplayName = false, numLinesToSkip = 3)
    void everyReadingLiesInTheStatedRange(
            String backend, String architecture, String device, double lowest, double median, double highest) {
        RuntimeOverhead overhead = RuntimeOverhead.of(Backend.byId(backend).orElseThrow(), architecture);
        assertTrue(lowest <= median && median <= highest, device);
        assertTrue(overhead.low().mib() <= lowest + ROUNDING, device + " " + overhead);
        assertTrue(overhead.high().mib() >= highest - ROUNDING, device + " " + overhead);
    }

    /** The median of a run without further pool use, of the architectures that have readings. */
    @ParameterizedTest
    @CsvSource({
        "CUDA, Pascal, 114",
        "CUDA, Ampere, 252.5",
        "CUDA, Ada Lovelace, 456",
        "CUDA, Blackwell, 753",
        "ROCM, RDNA3, 793",
        "VULKAN, any, 32",
        "METAL, any, 0",
        "CPU, any, 46"
    })
    void theTypicalValueIsAMedianOfReadings(Backend backend, String architecture, double median) {
        double typical = RuntimeOverhead.of(backend, architecture).typical().mib();
        assertEquals(median, typical, Math.max(ROUNDING, 0.015 * median));
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void everyBackendHasASource(Backend backend) {
        assertFalse(RuntimeOverhead.of(backend, "an architecture nobody has")
                .source()
                .isBlank());
    }

    @Test
    void architectureOutranksTheBackend() {
        assertEquals(
                456, RuntimeOverhead.of(Backend.CUDA, "ada lovelace").typical().mib(), 1e-9);
        assertEquals(450, RuntimeOverhead.of(Backend.CUDA, "Hopper").typical().mib(), 1e-9);
    }

    @Test
    void whatNobodyReadSaysSo() {
        List<Backend> withReadings =
                Arrays.asList(Backend.CUDA, Backend.ROCM, Backend.VULKAN, Backend.METAL, Backend.CPU);
        for (Backend backend : Backend.values()) {
            if (!withReadings.contains(backend)) {
                String source = RuntimeOverhead.of(backend, "").source();
                assertTrue(
                        source.matches(".*(no reading|not a real device|its own overhead is on its host).*"), source);
            }
        }
    }

    @Test
    void refusesARangeThatIsNone() {
        Bytes one = Bytes.ofMib(1);
        Bytes two = Bytes.ofMib(2);
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOverhead(two, one, two, "test"));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOverhead(one, two, one, "test"));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOverhead(one, one, two, " "));
    }
}
