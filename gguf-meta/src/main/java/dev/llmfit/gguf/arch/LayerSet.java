package dev.llmfit.gguf.arch;

import java.util.BitSet;

/** Some layers of a model; they count from 0. Immutable. */
public final class LayerSet {
    private final BitSet layers;

    private LayerSet(BitSet layers) {
        this.layers = layers;
    }

    /** Returns the layers whose value is not 0. */
    static LayerSet of(int[] flags) {
        BitSet layers = new BitSet(flags.length);
        for (int il = 0; il < flags.length; il++) {
            layers.set(il, flags[il] != 0);
        }
        return new LayerSet(layers);
    }

    /** Returns whether a layer is one of them. */
    public boolean contains(int il) {
        return layers.get(il);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LayerSet set && layers.equals(set.layers);
    }

    @Override
    public int hashCode() {
        return layers.hashCode();
    }

    @Override
    public String toString() {
        return layers.toString();
    }
}
