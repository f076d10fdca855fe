package dev.llmfit.probe.assembly;

import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import java.util.Optional;
import java.util.OptionalDouble;

/** The memory bandwidth of a GPU, from what its clocks tell, else from the database. */
final class DeviceBandwidth {
    /** Memory slices of a card that can be split into MIG instances (A100, H100). */
    private static final int MIG_SLICES = 8;

    private DeviceBandwidth() {}

    /** Returns 10^9 bytes per second, or empty if neither is known. */
    static OptionalDouble of(GpuFacts gpu, Optional<HardwareEntry> entry) {
        OptionalDouble whole = gpu.bandwidthGbps();
        if (whole.isEmpty() && entry.flatMap(HardwareEntry::bandwidthGbps).isPresent()) {
            whole = OptionalDouble.of(entry.get().bandwidthGbps().get());
        }
        if (whole.isEmpty()
                || gpu.migProfile().isEmpty()
                || gpu.parentTotal().isEmpty()
                || gpu.total().isEmpty()) {
            return whole;
        }
        double share =
                gpu.total().get().count() / (double) gpu.parentTotal().get().count();
        long slices = Math.clamp(Math.round(share * MIG_SLICES), 1, MIG_SLICES);
        return OptionalDouble.of(whole.getAsDouble() * slices / MIG_SLICES);
    }
}
