package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** Lays out deci (Nemotron Super): Llama layers of which some lack attention or feed-forward. */
final class DeciLayout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        long nEmbd = f.integer("n_embd");
        long dim = f.integer("head_dim_k");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            attention(
                    h,
                    block,
                    nEmbd,
                    PerLayer.of(f, "n_head").at(layer) * dim,
                    PerLayer.of(f, "n_head_kv").at(layer) * dim);
            long ff = PerLayer.of(f, "n_ff").at(layer);
            if (ff > 0) {
                h.tensor(block + "ffn_norm.weight", nEmbd);
                FeedForwardTensors.dense(h, block, nEmbd, ff);
            }
        }
        h.tensor("rope_freqs.weight", dim / 2);
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
        }
    }

    private static void attention(HeaderBuilder h, String block, long nEmbd, long queries, long kv) {
        if (kv > 0) {
            h.tensor(block + "attn_norm.weight", nEmbd);
            h.tensor(block + "attn_q.weight", nEmbd, queries);
            h.tensor(block + "attn_k.weight", nEmbd, kv);
            h.tensor(block + "attn_v.weight", nEmbd, kv);
            h.tensor(block + "attn_output.weight", queries, nEmbd);
        } else if (queries > 0) { // a linear layer in place of attention
            h.tensor(block + "attn_norm.weight", nEmbd);
            h.tensor(block + "attn_output.weight", nEmbd, nEmbd);
        }
    }
}
