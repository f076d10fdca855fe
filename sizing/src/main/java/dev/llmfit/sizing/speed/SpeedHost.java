package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Machine;
import dev.llmfit.units.Amount;
import java.util.List;
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
 * @param server whether its memory has many channels, which counts where no bandwidth is known
 */
public record SpeedHost(
        Optional<Double> bandwidth,
        Optional<Double> measured,
        int threads,
        Set<String> isa,
        String arch,
        boolean server) {
    /** Names of processors for servers; virtual machines tell no more than such a name. */
    private static final List<String> SERVERS =
            List.of("EPYC", "Xeon", "Threadripper", "Graviton", "Neoverse", "Ampere");

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
        this(bandwidth, Optional.empty(), threads, isa, arch, false);
    }

    /** Returns the host of a machine. */
    public static SpeedHost of(Machine machine) {
        return new SpeedHost(
                machine.hostPool().bandwidthGbps().filter(b -> b > 0).map(b -> b * 1e9),
                machine.hostPool().measuredGbps().filter(b -> b > 0).map(b -> b * 1e9),
                Math.max(1, machine.cpu().threads()),
                machine.cpu().isa(),
                machine.arch(),
                isServer(machine));
    }

    private static boolean isServer(Machine machine) {
        return SERVERS.stream().anyMatch(machine.cpu().name()::contains);
    }

    /** Returns whether a bandwidth is known, nominal or measured. */
    public boolean knowsBandwidth() {
        return bandwidth.isPresent() || measured.isPresent();
    }

    /** Returns what is assumed that the threads can read where no bandwidth is known, in bytes per second. */
    public double assumedRead() {
        return assumedRead(1);
    }

    /** Returns what the formula reads where no bandwidth is known, in bytes per second. */
    double effectiveAssumption() {
        return assumedRead(SpeedConstants.bundled().get("cpu.bandwidth"));
    }

    /** Returns a share of the assumed nominal bandwidth, or what the threads can read if that is less. */
    private double assumedRead(double share) {
        SpeedConstants constants = SpeedConstants.bundled();
        return Math.min(constants.get("cpu.bandwidth.thread") * threads, share * constants.get(assumption()));
    }

    /** Returns the name of the constant that stands for an unknown bandwidth. */
    private String assumption() {
        return server ? "cpu.bandwidth.server" : "cpu.bandwidth.unknown";
    }

    /** Returns what no program here can read faster, in bytes per second; infinite if nothing is known. */
    public double fastestRead() {
        return Math.max(bandwidth.orElse(0.0), measured.orElse(0.0)) > 0
                ? Math.max(bandwidth.orElse(0.0), measured.orElse(0.0))
                : Double.POSITIVE_INFINITY;
    }

    /** Returns the same host with another memory bandwidth in bytes per second; a measured one is forgotten. */
    public SpeedHost withBandwidth(double value) {
        return new SpeedHost(Optional.of(value), Optional.empty(), threads, isa, arch, server);
    }

    /** Returns the same host with another number of threads. */
    public SpeedHost withThreads(int value) {
        return new SpeedHost(bandwidth, measured, value, isa, arch, server);
    }
}
