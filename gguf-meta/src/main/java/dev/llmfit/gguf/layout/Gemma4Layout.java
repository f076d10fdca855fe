package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import java.util.List;
import java.util.Optional;

/** Lays out Gemma 4: sliding and full layers with heads of different width ({@code src/models/gemma4.cpp}). */
final class Gemma4Layout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        int nLayer = Layout.layers(f);
        long nEmbd = f.integer("n_embd");
        AuditedFields window = f.section("sliding_window");
        PerLayer sliding = PerLayer.of(window, "layers");
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        metadata(h, f, window);
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        long perLayer = f.integer("n_embd_per_layer", 0);
        if (perLayer > 0) {
            PerLayerEmbedding.inputs(h, nEmbd, perLayer, nLayer, f.integer("n_vocab"));
        }
        for (int layer = 0; layer < nLayer; layer++) {
            String block = "blk." + layer + ".";
            boolean slides = sliding.at(layer) != 0;
            attention(h, f, block, layer, slides, slides ? window.integer("head_dim") : f.integer("head_dim_k"));
            feedForward(h, f, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            if (perLayer > 0) {
                PerLayerEmbedding.layer(h, block, nEmbd, perLayer);
            }
        }
        h.tensor("rope_freqs.weight", f.integer("head_dim_k") / 2);
        h.tensor("output_norm.weight", nEmbd);
    }

    private static void metadata(HeaderBuilder h, AuditedFields f, AuditedFields window) {
        long slidingDim = window.integer("head_dim");
        h.set("rope.freq_base_swa", 10000.0);
        h.set("attention.key_length_swa", slidingDim);
        h.set("attention.value_length_swa", slidingDim);
        h.set("rope.dimension_count", f.integer("head_dim_k"));
        h.set("rope.dimension_count_swa", slidingDim);
        h.setFlags("attention.sliding_window_pattern", array(window.integers("layers")));
        h.set("embedding_length_per_layer_input", f.integer("n_embd_per_layer", 0));
        h.set("attention.shared_kv_layers", f.integer("kv_shared_layers", 0));
        h.set("final_logit_softcapping", 30.0);
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** Adds attention; layers that reuse an earlier cache carry their own unused key and value weights. */
    private static void attention(HeaderBuilder h, AuditedFields f, String block, int layer, boolean slides, long dim) {
        long nEmbd = f.integer("n_embd");
        long queries = PerLayer.of(f, "n_head").at(layer) * dim;
        long kv = PerLayer.of(f, "n_head_kv").at(layer) * dim;
        boolean ownCache = layer < f.integer("n_layer") - f.integer("kv_shared_layers", 0);
        boolean keys = ownCache || f.flag("kv_shared_layers_have_weights", true);
        h.tensor(block + "attn_norm.weight", nEmbd);
        h.tensor(block + "attn_q.weight", nEmbd, queries);
        if (keys) {
            h.tensor(block + "attn_k.weight", nEmbd, kv);
            if (slides || !f.flag("full_layers_share_kv_weight")) {
                h.tensor(block + "attn_v.weight", nEmbd, kv);
            }
        }
        h.tensor(block + "attn_output.weight", queries, nEmbd);
        h.tensor(block + "attn_q_norm.weight", dim);
        if (keys) {
            h.tensor(block + "attn_k_norm.weight", dim);
        }
        h.tensor(block + "post_attention_norm.weight", nEmbd);
        h.tensor(block + "layer_output_scale.weight", 1);
    }

    private static void feedForward(HeaderBuilder h, AuditedFields f, String block, long nEmbd, long nFf) {
        h.tensor(block + "ffn_norm.weight", nEmbd);
        FeedForwardTensors.dense(h, block, nEmbd, nFf);
        h.tensor(block + "post_ffw_norm.weight", nEmbd);
        Optional<AuditedFields> moe = f.optionalSection("moe");
        if (moe.isPresent()) {
            long count = moe.get().integer("count");
            long ff = moe.get().integer("ff");
            h.tensor(block + "ffn_gate_inp.weight", nEmbd, count);
            h.tensor(block + "ffn_gate_inp.scale", nEmbd);
            h.tensor(block + "pre_ffw_norm_2.weight", nEmbd);
            h.tensor(block + "post_ffw_norm_1.weight", nEmbd);
            h.tensor(block + "post_ffw_norm_2.weight", nEmbd);
            h.tensor(block + "ffn_gate_up_exps.weight", nEmbd, 2 * ff, count);
            h.tensor(block + "ffn_down_exps.weight", ff, nEmbd, count);
            h.tensor(block + "ffn_down_exps.scale", count);
        }
    }
}
