package dev.llmfit.probe;

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
 * @param bandwidthGbps read bandwidth in 10^9 bytes per second, if known
 * @param source what the three sizes were read from
 */
public record Pool(
        String id,
        Kind kind,
        Bytes installed,
        Bytes capacity,
        Bytes free,
        Optional<Double> bandwidthGbps,
        String source) {
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
