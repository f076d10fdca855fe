package dev.llmfit.gguf.arch;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** A count of each layer of a model; they count from 0. Immutable. An array, because graphs ask for every layer many times. */
public final class LayerCounts {
    private final int[] counts;

    private LayerCounts(int[] counts) {
        this.counts = counts;
    }

    static LayerCounts of(int layers, IntUnaryOperator count) {
        return new LayerCounts(IntStream.range(0, layers).map(count).toArray());
    }

    static LayerCounts all(int layers, int count) {
        return of(layers, il -> count);
    }

    /** Returns the count of a layer. */
    public int at(int il) {
        return counts[il];
    }

    /** Returns the layers. */
    int layers() {
        return counts.length;
    }

    /** Returns the greatest count of a layer; 0 without layers. */
    int most() {
        return Arrays.stream(counts).max().orElse(0);
    }

    /** Returns these counts with another one of a layer. */
    LayerCounts with(int il, int count) {
        int[] changed = counts.clone();
        changed[il] = count;
        return new LayerCounts(changed);
    }

    /** Returns the counts of more layers, which repeat the existing ones. */
    LayerCounts repeated(int layers) {
        return of(layers, il -> counts[il % counts.length]);
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
