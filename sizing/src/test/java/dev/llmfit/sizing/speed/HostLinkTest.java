package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostLinkTest {
    private static double rate(String link, Backend backend) {
        return HostLink.of(Optional.of(link)).rate(backend) / 1e9;
    }

    @Test
    void aNarrowSlotLimitsAndAWideOneLeavesItToTheDriver() {
        assertEquals(0.82 * 3.94, rate("3.0 x4", Backend.CUDA), 0.05);
        assertEquals(2 * rate("3.0 x4", Backend.CUDA), rate("4.0 x4", Backend.CUDA), 0.1);
        assertEquals(rate("4.0 x16", Backend.CUDA), rate("5.0 x16", Backend.CUDA));
        assertTrue(rate("4.0 x16", Backend.VULKAN) < rate("4.0 x16", Backend.CUDA));
    }

    @Test
    void whatCopiesReachOutranksTheRest() {
        assertEquals(40, rate("40GB/s", Backend.VULKAN));
        assertEquals(9, HostLink.of(Optional.of("4.0 x16")).withMeasured(9e9).rate(Backend.CUDA) / 1e9);
    }

    @Test
    void anUnknownLinkIsThatOfACommonSlot() {
        assertEquals(
                rate("3.0 x16", Backend.CUDA), HostLink.of(Optional.empty()).rate(Backend.CUDA) / 1e9, 0.01);
        assertEquals(rate("3.0 x16", Backend.CUDA), rate("NVLink4", Backend.CUDA), 0.01);
    }
}
