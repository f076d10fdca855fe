package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Machine;
import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.Set;

/**
 * Processor and system memory as the speed model sees them.
 *
 * @param bandwidth nominal RAM bandwidth in bytes per second; empty if it is not known, which widens the range
 * @param measured what all cores together were measured to read, in bytes per second; outranks the nominal figure
 * @param threads threads the engine uses
 * @param isa instruction set extensions in llama.cpp's spelling, for example {@code avx2}; empty means unknown
 * @param arch {@code x86_64} or {@code arm64}
 * @param kind kind of processor: what it reads of its memory, and how fast a thread is
 */
public record SpeedHost(
        Optional<Double> bandwidth,
        Optional<Double> measured,
        int threads,
        Set<String> isa,
        String arch,
        ProcessorKind kind) {
    public SpeedHost {
        if (measured.isPresent()) {
            Amount.rate(measured.get(), "the measured bandwidth");
        }
        isa = Set.copyOf(isa);
        if (threads < 1 || (bandwidth.isPresent() && !(bandwidth.get() > 0))) {
            throw new IllegalArgumentException("a host needs at least one thread and a bandwidth above 0");
        }
    }

    /** Creates a host whose bandwidth was not measured. */
    public SpeedHost(Optional<Double> bandwidth, int threads, Set<String> isa, String arch) {
        this(bandwidth, Optional.empty(), threads, isa, arch, ProcessorKind.DESKTOP);
    }

    /** Returns the host of a machine. */
    public static SpeedHost of(Machine machine) {
        return new SpeedHost(
                machine.hostPool().bandwidthGbps().filter(b -> b > 0).map(b -> b * 1e9),
                machine.hostPool().measuredGbps().filter(b -> b > 0).map(b -> b * 1e9),
                Math.max(1, machine.cpu().threads()),
                machine.cpu().isa(),
                machine.arch(),
                ProcessorKind.of(machine));
    }

    /** Returns whether a bandwidth is known, nominal or measured. */
    public boolean knowsBandwidth() {
        return bandwidth.isPresent() || measured.isPresent();
    }

    /** Returns what is assumed that the threads can read where no bandwidth is known, in bytes per second. */
    public double assumedRead() {
        return Math.min(threadsRead(), assumed());
    }

    /** Returns what the formula reads where no bandwidth is known, in bytes per second. */
    double effectiveAssumption() {
        return read(assumed());
    }

    /** Returns what the threads read of memory with this nominal bandwidth, both in bytes per second. */
    double read(double nominal) {
        return Math.min(threadsRead(), nominal * constant("cpu.bandwidth.share"));
    }

    private double threadsRead() {
        return threads * constant("cpu.bandwidth.thread");
    }

    private double assumed() {
        return constant("cpu.bandwidth.unknown");
    }

    private double constant(String name) {
        return kind.constant(SpeedConstants.bundled(), name);
    }

    /** Returns what no program here can read faster, in bytes per second; infinite if nothing is known. */
    public double fastestRead() {
        return Math.max(bandwidth.orElse(0.0), measured.orElse(0.0)) > 0
                ? Math.max(bandwidth.orElse(0.0), measured.orElse(0.0))
                : Double.POSITIVE_INFINITY;
    }

    /** Returns the same host with another memory bandwidth in bytes per second; a measured one is forgotten. */
    public SpeedHost withBandwidth(double value) {
        return new SpeedHost(Optional.of(value), Optional.empty(), threads, isa, arch, kind);
    }

    /** Returns the same host with another number of threads. */
    public SpeedHost withThreads(int value) {
        return new SpeedHost(bandwidth, measured, value, isa, arch, kind);
    }
}
