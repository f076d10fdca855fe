package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** Lays out Gemma 3n: alternating updates (AltUp) and low-rank residuals ({@code src/models/gemma3n.cpp}). */
final class Gemma3nLayout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        int nLayer = Layout.layers(f);
        long nEmbd = f.integer("n_embd");
        long inputs = f.integer("altup_inputs");
        long width = f.integer("n_embd_per_layer");
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        metadata(h, f);
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        h.tensor("altup_proj.weight", nEmbd, nEmbd, inputs - 1);
        h.tensor("altup_unembd_proj.weight", nEmbd, nEmbd, inputs - 1);
        PerLayerEmbedding.inputs(h, nEmbd, width, nLayer, f.integer("n_vocab"));
        for (int layer = 0; layer < nLayer; layer++) {
            String block = "blk." + layer + ".";
            attention(h, f, block, nEmbd);
            h.tensor(block + "ffn_norm.weight", nEmbd);
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            h.tensor(block + "post_ffw_norm.weight", nEmbd);
            PerLayerEmbedding.layer(h, block, nEmbd, width);
            updates(h, block, nEmbd, inputs, f.integer("laurel_rank"));
        }
        h.tensor("output_norm.weight", nEmbd);
    }

    private static void metadata(HeaderBuilder h, AuditedFields f) {
        long[] pattern = f.section("sliding_window").integers("layers").stream()
                .mapToLong(Long::longValue)
                .toArray();
        h.setFlags("attention.sliding_window_pattern", pattern);
        h.set("rope.freq_base_swa", 10000.0);
        h.set("embedding_length_per_layer_input", f.integer("n_embd_per_layer"));
        h.set("altup.num_inputs", f.integer("altup_inputs"));
        h.set("altup.active_idx", 0);
        h.set("attention.shared_kv_layers", f.integer("kv_shared_layers"));
        h.set("laurel.rank", f.integer("laurel_rank"));
    }

    private static void attention(HeaderBuilder h, AuditedFields f, String block, long nEmbd) {
        long dim = f.integer("head_dim_k");
        long queries = f.integer("n_head") * dim;
        long kv = f.integer("n_head_kv") * dim;
        h.tensor(block + "attn_norm.weight", nEmbd);
        h.tensor(block + "attn_q.weight", nEmbd, queries);
        h.tensor(block + "attn_k.weight", nEmbd, kv);
        h.tensor(block + "attn_v.weight", nEmbd, kv);
        h.tensor(block + "attn_output.weight", queries, nEmbd);
        h.tensor(block + "attn_q_norm.weight", dim);
        h.tensor(block + "attn_k_norm.weight", dim);
        h.tensor(block + "post_attention_norm.weight", nEmbd);
    }

    private static void updates(HeaderBuilder h, String block, long nEmbd, long inputs, long rank) {
        h.tensor(block + "altup_correct_coef.weight", inputs, inputs);
        h.tensor(block + "altup_correct_scale.weight", nEmbd);
        h.tensor(block + "altup_predict_coef.weight", inputs, inputs * inputs);
        h.tensor(block + "altup_router.weight", nEmbd, inputs);
        h.tensor(block + "altup_router_norm.weight", nEmbd);
        h.tensor(block + "laurel_l.weight", nEmbd, rank);
        h.tensor(block + "laurel_r.weight", rank, nEmbd);
        h.tensor(block + "laurel_post_norm.weight", nEmbd);
    }
}
