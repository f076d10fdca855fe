package dev.llmfit.gguf.arch;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A number that some layers of a model have and others have not.
 *
 * @param byLayer the number of each layer; they count from 0
 */
public record LayerNumbers(List<OptionalInt> byLayer) {
    public LayerNumbers {
        byLayer = List.copyOf(byLayer);
    }

    static LayerNumbers of(int layers, IntFunction<OptionalInt> number) {
        return new LayerNumbers(IntStream.range(0, layers).mapToObj(number).toList());
    }

    static LayerNumbers none(int layers) {
        return of(layers, il -> OptionalInt.empty());
    }

    /** Returns the numbers of a file that writes 0 where there is none. */
    static LayerNumbers positive(LayerCounts counts) {
        return of(counts.layers(), il -> counts.at(il) > 0 ? OptionalInt.of(counts.at(il)) : OptionalInt.empty());
    }

    /** Returns the number of a layer. */
    public OptionalInt at(int il) {
        return byLayer.get(il);
    }

    /** Returns whether no layer has one. */
    boolean isEmpty() {
        return byLayer.stream().noneMatch(OptionalInt::isPresent);
    }

    /** Returns the numbers of more layers, which repeat the existing ones. */
    LayerNumbers repeated(int layers) {
        return of(layers, il -> at(il % byLayer.size()));
    }
}
