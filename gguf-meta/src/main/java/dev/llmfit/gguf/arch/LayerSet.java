package dev.llmfit.gguf.arch;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Some layers of a model; they count from 0. Immutable. An array, because graphs ask for every layer many times. */
public final class LayerSet {
    private final boolean[] layers;

    private LayerSet(boolean[] layers) {
        this.layers = layers;
    }

    static LayerSet of(int layers, IntPredicate member) {
        boolean[] members = new boolean[layers];
        for (int il = 0; il < layers; il++) {
            members[il] = member.test(il);
        }
        return new LayerSet(members);
    }

    static LayerSet none(int layers) {
        return of(layers, il -> false);
    }

    static LayerSet all(int layers) {
        return of(layers, il -> true);
    }

    /** Returns the layers that a file marks with another number than 0. */
    static LayerSet marked(LayerCounts marks) {
        return of(marks.layers(), il -> marks.at(il) != 0);
    }

    /** Returns a mark for each layer of the set, as files have it. */
    LayerCounts marks() {
        return LayerCounts.of(layers.length, il -> layers[il] ? 1 : 0);
    }

    /** Returns the set of more layers, which repeat the existing ones. */
    LayerSet repeated(int more) {
        return of(more, il -> layers[il % layers.length]);
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
