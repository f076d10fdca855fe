package dev.llmfit.probe.nvidia;

import dev.llmfit.units.LowerCase;
import java.util.Optional;

/**
 * NVIDIA chips whose GPU works in system memory: Jetson and GB10. NVML answers "not supported", or a number that is too small
 * (N1X: 8 GiB). Grace Hopper is none of them: its GPU has memory of its own, although it is addressed like RAM (ATS).
 */
final class UnifiedNvidia {
    private UnifiedNvidia() {}

    /** Returns whether this is such a chip. */
    static boolean is(String name, Optional<String> pciId) {
        String lower = LowerCase.of(name);
        boolean named = (lower.contains("gb10") && !lower.contains("gb100"))
                || lower.contains("(nvgpu)")
                || lower.contains("tegra")
                || lower.contains("jetson")
                || lower.contains("thor")
                || lower.contains("n1x");
        return named || pciId.filter("10de:2e12"::equals).isPresent();
    }
}
