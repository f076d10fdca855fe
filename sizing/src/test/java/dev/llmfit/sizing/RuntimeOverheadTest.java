package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuntimeOverheadTest {
    @ParameterizedTest
    @EnumSource(Backend.class)
    void everyBackendHasAnOrderedRangeWithASource(Backend backend) {
        RuntimeOverhead overhead = RuntimeOverhead.of(backend, "an architecture nobody has");
        assertTrue(overhead.low().compareTo(overhead.typical()) <= 0);
        assertTrue(overhead.typical().compareTo(overhead.high()) <= 0);
        assertFalse(overhead.source().isBlank());
    }

    @Test
    void architectureOutranksTheBackend() {
        assertEquals(
                456, RuntimeOverhead.of(Backend.CUDA, "Ada Lovelace").typical().mib(), 1e-9);
        assertEquals(450, RuntimeOverhead.of(Backend.CUDA, "Hopper").typical().mib(), 1e-9);
    }
}
