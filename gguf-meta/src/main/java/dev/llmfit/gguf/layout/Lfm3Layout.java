package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** Lays out LFM3: short convolutions, windows and full attention, norms on both sides of each half ({@code src/models/lfm3.cpp}). */
final class Lfm3Layout implements Layout {
    /** Of the published model ({@code Lfm3Config} of transformers); no size depends on it. */
    private static final double WINDOW_FREQUENCY = 10_000;

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        h.set("shortconv.l_cache", f.integer("shortconv_cache"));
        h.set("rope.freq_base_swa", WINDOW_FREQUENCY);
        PerLayer sliding = PerLayer.of(f.section("sliding_window"), "layers");
        h.setFlags("attention.sliding_window_pattern", sliding.padded(0));
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            for (String norm : new String[] {"attn_norm", "ffn_norm", "post_attention_norm", "post_ffw_norm"}) {
                h.tensor(block + norm + ".weight", nEmbd);
            }
            mixer(h, f, block, PerLayer.of(f, "n_head_kv").at(layer));
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
        }
        h.tensor("rope_freqs.weight", f.integer("head_dim_k") / 2);
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
        }
    }

    private static void mixer(HeaderBuilder h, AuditedFields f, String block, long kvHeads) {
        long nEmbd = f.integer("n_embd");
        if (kvHeads == 0) {
            Lfm2Layout.convolution(h, f, block);
            return;
        }
        long dim = f.integer("head_dim_k");
        long heads = f.integer("n_head");
        h.tensor(block + "attn_q_norm.weight", dim);
        h.tensor(block + "attn_k_norm.weight", dim);
        h.tensor(block + "attn_q.weight", nEmbd, heads * dim);
        h.tensor(block + "attn_k.weight", nEmbd, kvHeads * dim);
        h.tensor(block + "attn_v.weight", nEmbd, kvHeads * dim);
        h.tensor(block + "attn_output.weight", heads * dim, nEmbd);
        h.tensor(block + "attn_gate.weight", nEmbd, heads);
    }
}
