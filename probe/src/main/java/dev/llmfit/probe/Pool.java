package dev.llmfit.probe;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * Memory that is shared by everything that refers to it. The CPU and GPU of a unified machine name the same pool, so that
 * nothing is counted twice.
 *
 * @param id unique in its machine, for example {@code ram} or {@code cuda0}
 * @param kind what kind of memory it is
 * @param installed what is physically there
 * @param capacity what a runtime may use at most, with nothing else running
 * @param free what is available now
 * @param bandwidthGbps nominal read bandwidth in 10^9 bytes per second, from clock and width or the database; programs reach a
 *     part of it
 * @param measuredGbps what all cores together were measured to read here, in the same unit; outranks the nominal figure
 * @param source what the three sizes were read from
 */
public record Pool(
        String id,
        Kind kind,
        Bytes installed,
        Bytes capacity,
        Bytes free,
        Optional<Double> bandwidthGbps,
        Optional<Double> measuredGbps,
        String source) {
    public Pool {
        bandwidthGbps.ifPresent(b -> Amount.rate(b, "bandwidthGbps"));
        measuredGbps.ifPresent(b -> Amount.rate(b, "measuredGbps"));
    }

    /** Creates memory whose bandwidth was not measured. */
    public Pool(
            String id,
            Kind kind,
            Bytes installed,
            Bytes capacity,
            Bytes free,
            Optional<Double> bandwidthGbps,
            String source) {
        this(id, kind, installed, capacity, free, bandwidthGbps, Optional.empty(), source);
    }

    /** Returns the same memory with nothing measured. */
    public Pool unmeasured() {
        return new Pool(id, kind, installed, capacity, free, bandwidthGbps, Optional.empty(), source);
    }

    /** Returns the best figure for its read bandwidth: measured, else nominal. */
    public Optional<Double> readGbps() {
        return measuredGbps.or(() -> bandwidthGbps);
    }

    /** Kinds of memory. */
    public enum Kind {
        /** System memory of the CPU only. */
        HOST,
        /** Memory of one device only (VRAM). */
        DEVICE,
        /** One memory for CPU and GPU. */
        UNIFIED
    }
}
