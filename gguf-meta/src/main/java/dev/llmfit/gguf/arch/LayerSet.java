package dev.llmfit.gguf.arch;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Some layers of a model; they count from 0. Immutable. An array, because graphs ask for every layer many times. */
public final class LayerSet {
    private final boolean[] layers;

    private LayerSet(boolean[] layers) {
        this.layers = layers;
    }

    /** Returns the layers whose value is not 0. */
    static LayerSet of(int[] flags) {
        boolean[] layers = new boolean[flags.length];
        for (int il = 0; il < flags.length; il++) {
            layers[il] = flags[il] != 0;
        }
        return new LayerSet(layers);
    }

    /** Returns whether a layer is one of them. */
    public boolean contains(int il) {
        return layers[il];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LayerSet set && Arrays.equals(layers, set.layers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(layers);
    }

    @Override
    public String toString() {
        return IntStream.range(0, layers.length)
                .filter(this::contains)
                .boxed()
                .toList()
                .toString();
    }
}
