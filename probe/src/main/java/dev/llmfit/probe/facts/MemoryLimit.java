package dev.llmfit.probe.facts;

import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * A limit that a control group sets on memory.
 *
 * @param source file or profile key that it was read from
 * @param limit the limit; empty if there is none, in which case usage says nothing about what is free
 * @param used memory charged to the group, page cache included
 * @param reclaimable page cache and slabs that the kernel gives back under pressure
 */
public record MemoryLimit(String source, Optional<Bytes> limit, Bytes used, Bytes reclaimable) {

    /**
     * Returns what can still be allocated under this limit: limit less usage, page cache not counted as used. Source: LXCFS'
     * formula for MemAvailable, {@code max - (current - inactive_file - slab_reclaimable)}.
     */
    public Optional<Bytes> available() {
        return limit.map(max -> max.minus(used.minus(reclaimable)));
    }
}
