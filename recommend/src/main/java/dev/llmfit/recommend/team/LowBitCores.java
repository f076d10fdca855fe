package dev.llmfit.recommend.team;

import dev.llmfit.probe.Device;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a card multiplies in its matrix units without widening it first, so that few bits are not only read but computed faster.
 *
 * @param fp8 whether FP8; empty if that is not known of the card
 * @param fp4 whether FP4 of NVIDIA's form
 */
record LowBitCores(Optional<Boolean> fp8, boolean fp4) {
    private static final Pattern CUDA = Pattern.compile("(\\d{1,2})\\.(\\d)");

    /** FP8 from Ada on, compute capability 8.9 (docs.vllm.ai, FP8 W8A8). */
    private static final int ADA = 89;

    /** FP4 from Blackwell on (docs.nvidia.com, Blackwell tuning guide). */
    private static final int BLACKWELL = 100;

    /** A capability is a major and a minor number. */
    private static final int TEN = 10;

    /** MI300, MI350 and Radeon RX 9000 (AMD's instruction set manuals of CDNA 3, CDNA 4 and RDNA 4: MFMA and WMMA of FP8). */
    private static final Set<String> AMD = Set.of("gfx942", "gfx950", "gfx1200", "gfx1201");

    /** Returns those of a device, by the capability that its driver or its row of the database tells. */
    static LowBitCores of(Optional<Device> device) {
        String told = device.flatMap(Device::computeCapability).orElse("");
        Matcher cuda = CUDA.matcher(told);
        if (cuda.matches()) {
            int capability = Integer.parseInt(cuda.group(1)) * TEN + Integer.parseInt(cuda.group(2));
            return new LowBitCores(Optional.of(capability >= ADA), capability >= BLACKWELL);
        }
        return new LowBitCores(told.startsWith("gfx") ? Optional.of(AMD.contains(told)) : Optional.empty(), false);
    }
}
