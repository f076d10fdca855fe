package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Machine;
import java.util.Optional;
import java.util.Set;

/**
 * Processor and system memory as the speed model sees them.
 *
 * @param bandwidth nominal RAM bandwidth in bytes per second
 * @param threads threads the engine uses
 * @param isa instruction set extensions in llama.cpp's spelling, for example {@code avx2}; empty means unknown
 * @param arch {@code x86_64} or {@code arm64}
 */
public record SpeedHost(double bandwidth, int threads, Set<String> isa, String arch) {
    public SpeedHost {
        isa = Set.copyOf(isa);
        if (!(bandwidth > 0) || threads < 1) {
            throw new IllegalArgumentException("a host needs bandwidth and at least one thread");
        }
    }

    /** Returns the host of a machine, or empty if the bandwidth of its memory is not known. */
    public static Optional<SpeedHost> of(Machine machine) {
        return machine.hostPool()
                .bandwidthGbps()
                .filter(b -> b > 0)
                .map(b -> new SpeedHost(
                        b * 1e9,
                        Math.max(1, machine.cpu().threads()),
                        machine.cpu().isa(),
                        machine.arch()));
    }
}
