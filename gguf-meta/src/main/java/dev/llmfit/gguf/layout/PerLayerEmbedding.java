package dev.llmfit.gguf.layout;

/** The second embedding of Gemma 3n and Gemma 4, of which each layer reads its own part. */
final class PerLayerEmbedding {
    private PerLayerEmbedding() {}

    /** Adds the table and its projection; {@code width} is per layer. */
    static void inputs(HeaderBuilder h, long nEmbd, long width, int nLayer, long nVocab) {
        h.tensor("per_layer_token_embd.weight", width * nLayer, nVocab);
        projection(h, nEmbd, width, nLayer);
    }

    /** Adds the projection of the first embedding alone. */
    static void projection(HeaderBuilder h, long nEmbd, long width, int nLayer) {
        h.tensor("per_layer_model_proj.weight", nEmbd, width * nLayer);
        h.tensor("per_layer_proj_norm.weight", width);
    }

    /** Adds what one layer does with its part. */
    static void layer(HeaderBuilder h, String block, long nEmbd, long width) {
        h.tensor(block + "inp_gate.weight", nEmbd, width);
        h.tensor(block + "proj.weight", width, nEmbd);
        h.tensor(block + "post_norm.weight", nEmbd);
    }
}
