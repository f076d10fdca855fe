package dev.llmfit.gguf.arch;

/**
 * The heads of attention.
 *
 * @param query query heads of each layer ({@code n_head})
 * @param keyValue key and value heads of each layer ({@code n_head_kv})
 * @param full sizes of a head in layers that see all tokens
 * @param window sizes of a head in layers with a sliding window
 */
public record Heads(LayerCounts query, LayerCounts keyValue, Size full, Size window) {
    /**
     * The size of a head, in elements; 0 in a model without attention.
     *
     * @param key of keys and queries ({@code n_embd_head_k})
     * @param value of values ({@code n_embd_head_v})
     */
    public record Size(int key, int value) {}

    Heads withCounts(LayerCounts queries, LayerCounts keyValues) {
        return new Heads(queries, keyValues, full, window);
    }

    Heads withFull(int key, int value) {
        return new Heads(query, keyValue, new Size(key, value), window);
    }

    Heads withWindow(int key, int value) {
        return new Heads(query, keyValue, full, new Size(key, value));
    }

    Heads repeated(int layers) {
        return withCounts(query.repeated(layers), keyValue.repeated(layers));
    }
}
