package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The layers of a model; they count from 0.
 *
 * @param all all layers ({@code block_count})
 * @param nextToken those for next-token prediction, which lie behind the trunk ({@code nextn_predict_layers})
 * @param cached the leading layers with a cache of their own ({@code n_layer_kv_from_start}); empty if all have one
 * @param decoder the layers of the decoder, of an encoder-decoder model
 * @param reuse how layers run several times; empty if each runs once
 */
public record Layers(int all, int nextToken, OptionalInt cached, OptionalInt decoder, Optional<LayerReuse> reuse) {
    public Layers {
        Amount.count(all, "all");
        Amount.count(nextToken, "nextToken");
    }

    static Layers of(int all, int nextToken) {
        return new Layers(all, nextToken, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /** Returns the layers of the trunk. */
    public int trunk() {
        return all - nextToken;
    }

    /** Returns whether a layer has a cache of its own; if not, it reads the one of an earlier layer. */
    public boolean hasCache(int il) {
        return il < cached.orElse(all);
    }

    Layers withAll(int layers) {
        return new Layers(layers, nextToken, cached, decoder, reuse);
    }

    Layers withNextToken(int layers) {
        return new Layers(all, layers, cached, decoder, reuse);
    }

    Layers withCached(int layers) {
        return new Layers(all, nextToken, OptionalInt.of(layers), decoder, reuse);
    }

    Layers withDecoder(int layers) {
        return new Layers(all, nextToken, cached, OptionalInt.of(layers), reuse);
    }

    Layers withReuse(LayerReuse way) {
        return new Layers(all, nextToken, cached, decoder, Optional.of(way));
    }
}
