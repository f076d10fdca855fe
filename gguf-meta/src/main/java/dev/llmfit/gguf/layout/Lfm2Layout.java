package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import java.util.Optional;

/** Lays out LFM2: short convolutions with attention in some layers ({@code src/models/lfm2.cpp}). */
final class Lfm2Layout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, 0);
        h.set("shortconv.l_cache", f.integer("shortconv_cache"));
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            int index = layer;
            h.tensor(block + "attn_norm.weight", nEmbd);
            mixer(h, f, block, nEmbd, PerLayer.of(f, "n_head_kv").at(layer));
            h.tensor(block + "ffn_norm.weight", nEmbd);
            Optional<AuditedFields> moe = f.optionalSection("moe").filter(m -> index >= m.integer("lead_dense"));
            if (moe.isPresent()) {
                FeedForwardTensors.experts(h, block, nEmbd, moe.get(), FeedForwardTensors.Kind.GATED);
            } else {
                FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            }
        }
        h.tensor("token_embd_norm.weight", nEmbd);
    }

    private static void mixer(HeaderBuilder h, AuditedFields f, String block, long nEmbd, long kvHeads) {
        if (kvHeads > 0) {
            long dim = f.integer("head_dim_k");
            h.tensor(block + "attn_q_norm.weight", dim);
            h.tensor(block + "attn_k_norm.weight", dim);
            h.tensor(block + "attn_q.weight", nEmbd, nEmbd);
            h.tensor(block + "attn_k.weight", nEmbd, kvHeads * dim);
            h.tensor(block + "attn_v.weight", nEmbd, kvHeads * dim);
            h.tensor(block + "attn_output.weight", nEmbd, nEmbd);
        } else {
            convolution(h, f, block);
        }
    }

    /** Adds a convolution over the last tokens, between two projections. */
    static void convolution(HeaderBuilder h, AuditedFields f, String block) {
        long nEmbd = f.integer("n_embd");
        h.tensor(block + "shortconv.conv.weight", f.integer("shortconv_cache"), nEmbd);
        h.tensor(block + "shortconv.in_proj.weight", nEmbd, 3 * nEmbd);
        h.tensor(block + "shortconv.out_proj.weight", nEmbd, nEmbd);
    }
}
