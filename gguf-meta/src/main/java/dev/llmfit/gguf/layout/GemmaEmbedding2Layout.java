package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/**
 * Lays out EmbeddingGemma 2: windows and full attention with heads of different width, inputs by layer that are projected from the
 * embedding ({@code src/models/gemma-embedding2.cpp}).
 */
final class GemmaEmbedding2Layout implements Layout {
    /** Of the published model; no size depends on it. */
    private static final double WINDOW_FREQUENCY = 10_000;

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        AuditedFields window = f.section("sliding_window");
        long slidingDim = window.integer("head_dim");
        long perLayer = f.integer("n_embd_per_layer");
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        h.set("attention.causal", false);
        h.set("rope.freq_base_swa", WINDOW_FREQUENCY);
        h.set("attention.key_length_swa", slidingDim);
        h.set("attention.value_length_swa", slidingDim);
        h.set("rope.dimension_count", f.integer("head_dim_k"));
        h.set("rope.dimension_count_swa", slidingDim);
        h.set("embedding_length_per_layer_input", perLayer);
        h.set("embedding_length_out", f.integer("n_embd_out"));
        PerLayer sliding = PerLayer.of(window, "layers");
        h.setFlags("attention.sliding_window_pattern", sliding.padded(0));
        int nLayer = Layout.layers(f);
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        PerLayerEmbedding.projection(h, nEmbd, perLayer, nLayer);
        for (int layer = 0; layer < nLayer; layer++) {
            String block = "blk." + layer + ".";
            attention(h, f, block, layer, sliding.at(layer) != 0 ? slidingDim : f.integer("head_dim_k"));
            h.tensor(block + "ffn_norm.weight", nEmbd);
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            h.tensor(block + "post_ffw_norm.weight", nEmbd);
            PerLayerEmbedding.layer(h, block, nEmbd, perLayer);
            h.tensor(block + "layer_output_scale.weight", 1);
        }
        h.tensor("output_norm.weight", nEmbd);
        h.tensor("output.weight", nEmbd, f.integer("n_embd_out"));
    }

    private static void attention(HeaderBuilder h, AuditedFields f, String block, int layer, long dim) {
        long nEmbd = f.integer("n_embd");
        long queries = PerLayer.of(f, "n_head").at(layer) * dim;
        long kv = PerLayer.of(f, "n_head_kv").at(layer) * dim;
        h.tensor(block + "attn_norm.weight", nEmbd);
        h.tensor(block + "attn_q.weight", nEmbd, queries);
        h.tensor(block + "attn_k.weight", nEmbd, kv);
        h.tensor(block + "attn_v.weight", nEmbd, kv);
        h.tensor(block + "attn_output.weight", queries, nEmbd);
        h.tensor(block + "attn_q_norm.weight", dim);
        h.tensor(block + "attn_k_norm.weight", dim);
        h.tensor(block + "post_attention_norm.weight", nEmbd);
    }
}
