package dev.llmfit.probe.facts;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * System memory as it was read.
 *
 * @param total what the operating system sees
 * @param available what a new process can take now, page cache not counted as used
 * @param installed what is fitted, when firmware tells
 * @param type for example {@code DDR5}
 * @param channels populated channels
 * @param transferRate configured speed in MT/s
 * @param peakGbps peak read bandwidth in 10^9 bytes per second, from type, channels and speed
 * @param measuredGbps measured read bandwidth in 10^9 bytes per second; outranks the peak
 * @param swap swap space; never capacity
 * @param zram compressed swap in memory; never capacity
 * @param hostTotal memory of the machine around a virtual machine, if it is known
 * @param limits control group limits that apply
 * @param nodesWithoutCpu memory of NUMA nodes without processors (GPU or CXL memory) that {@code total} may include
 * @param hugePages memory set aside as explicit huge pages
 * @param balloon whether a virtual machine balloon can take memory away
 * @param modules populated memory modules
 * @param source what total and available were read from
 */
public record RamFacts(
        Bytes total,
        Bytes available,
        Optional<Bytes> installed,
        Optional<String> type,
        OptionalInt channels,
        OptionalInt transferRate,
        OptionalDouble peakGbps,
        OptionalDouble measuredGbps,
        Bytes swap,
        Bytes zram,
        Optional<Bytes> hostTotal,
        List<MemoryLimit> limits,
        Bytes nodesWithoutCpu,
        HugePages hugePages,
        boolean balloon,
        OptionalInt modules,
        String source) {
    public RamFacts {
        channels.ifPresent(n -> Amount.count(n, "channels"));
        transferRate.ifPresent(n -> Amount.count(n, "transferRate"));
        peakGbps.ifPresent(b -> Amount.rate(b, "peakGbps"));
        measuredGbps.ifPresent(b -> Amount.rate(b, "measuredGbps"));
        modules.ifPresent(n -> Amount.count(n, "modules"));
        limits = List.copyOf(limits);
        available = available.min(total);
    }

    /** Returns facts of which only the two sizes are known. */
    public static RamFacts of(Bytes total, Bytes available, String source) {
        return new RamFacts(
                total,
                available,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Bytes.ZERO,
                Bytes.ZERO,
                Optional.empty(),
                List.of(),
                Bytes.ZERO,
                HugePages.NONE,
                false,
                OptionalInt.empty(),
                source);
    }

    /** Returns these facts with other sizes. */
    public RamFacts withSizes(Bytes newTotal, Bytes newAvailable, String newSource) {
        return new RamFacts(
                newTotal,
                newAvailable,
                installed,
                type,
                channels,
                transferRate,
                peakGbps,
                measuredGbps,
                swap,
                zram,
                hostTotal,
                limits,
                nodesWithoutCpu,
                hugePages,
                balloon,
                modules,
                newSource);
    }

    /** Returns these facts with a memory system's peak bandwidth. */
    public RamFacts withPeak(String newType, OptionalDouble newPeak) {
        return new RamFacts(
                total,
                available,
                installed,
                Optional.of(newType),
                channels,
                transferRate,
                newPeak,
                measuredGbps,
                swap,
                zram,
                hostTotal,
                limits,
                nodesWithoutCpu,
                hugePages,
                balloon,
                modules,
                source);
    }

    /** Returns these facts with what firmware says is fitted. */
    public RamFacts withInstalled(Bytes size) {
        return new RamFacts(
                total,
                available,
                Optional.of(size),
                type,
                channels,
                transferRate,
                peakGbps,
                measuredGbps,
                swap,
                zram,
                hostTotal,
                limits,
                nodesWithoutCpu,
                hugePages,
                balloon,
                modules,
                source);
    }

    /** Returns these facts without control groups, huge pages and firmware reservations. */
    public RamFacts withoutLimits() {
        return new RamFacts(
                total,
                available,
                Optional.empty(),
                type,
                channels,
                transferRate,
                peakGbps,
                measuredGbps,
                swap,
                zram,
                hostTotal,
                List.of(),
                Bytes.ZERO,
                HugePages.NONE,
                balloon,
                modules,
                source);
    }

    /** Returns these facts with a nominal bandwidth that somebody states, and none measured. */
    public RamFacts withNominal(String newType, double gbps) {
        return withPeak(newType, OptionalDouble.of(gbps)).measured(OptionalDouble.empty());
    }

    /** Returns these facts with a measured bandwidth. */
    public RamFacts withMeasured(double gbps) {
        return measured(OptionalDouble.of(gbps));
    }

    private RamFacts measured(OptionalDouble gbps) {
        return new RamFacts(
                total,
                available,
                installed,
                type,
                channels,
                transferRate,
                peakGbps,
                gbps,
                swap,
                zram,
                hostTotal,
                limits,
                nodesWithoutCpu,
                hugePages,
                balloon,
                modules,
                source);
    }
}
