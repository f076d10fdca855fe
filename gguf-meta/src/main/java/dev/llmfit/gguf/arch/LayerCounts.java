package dev.llmfit.gguf.arch;

import java.util.Arrays;

/** A count of each layer of a model; they count from 0. Immutable. */
public final class LayerCounts {
    private final int[] counts;

    private LayerCounts(int[] counts) {
        this.counts = counts;
    }

    static LayerCounts of(int[] counts) {
        return new LayerCounts(counts.clone());
    }

    /** Returns the count of a layer. */
    public int at(int il) {
        return counts[il];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LayerCounts same && Arrays.equals(counts, same.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
