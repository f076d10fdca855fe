package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The heads of each layer, which may differ in the layers with a window. A layer for next-token prediction has a window where the entry
 * lists windows at all.
 */
final class LayerHeads {
    private final int layers;
    private final PerLayer query;
    private final PerLayer keyValue;
    private final Optional<AuditedFields> window;
    private final Optional<PerLayer> listed;
    private final long listedLayers;

    private LayerHeads(AuditedFields f, int layers) {
        this.layers = layers;
        this.query = PerLayer.of(f, "n_head");
        this.keyValue = PerLayer.of(f, "n_head_kv");
        this.window = f.optionalSection("sliding_window");
        this.listed = window.flatMap(w -> PerLayer.optional(w, "layers"));
        this.listedLayers = Layout.layers(f);
    }

    /** Reads the heads of so many layers. */
    static LayerHeads of(AuditedFields f, int layers) {
        return new LayerHeads(f, layers);
    }

    /** Returns whether a layer is listed as one with a window. */
    boolean slides(int layer) {
        return listed.filter(l -> layer >= listedLayers || l.at(layer) != 0).isPresent();
    }

    /** Returns the query heads of a layer. */
    long query(int layer) {
        return heads(layer, "n_head", query);
    }

    /** Returns the key-value heads of a layer. */
    long keyValue(int layer) {
        return heads(layer, "n_head_kv", keyValue);
    }

    private long heads(int layer, String key, PerLayer full) {
        return window.filter(w -> slides(layer) && w.has(key))
                .map(w -> w.integer(key))
                .orElseGet(() -> full.at(layer));
    }

    /** Writes the windows and the heads of every layer. */
    void metadata(HeaderBuilder h) {
        h.set("attention.head_count", each(this::query));
        h.set("attention.head_count_kv", each(this::keyValue));
        h.setFlags("attention.sliding_window_pattern", each(il -> slides(il) ? 1 : 0));
    }

    private long[] each(IntToLongFunction value) {
        return IntStream.range(0, layers).mapToLong(value).toArray();
    }
}
