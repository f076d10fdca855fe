package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;

/** Lays out MiniCPM3: latent attention whose keys and values are expanded ({@code src/models/minicpm3.cpp}). */
final class MiniCpm3Layout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        LatentAttention a = LatentAttention.of(f);
        JsonObject expanded = JsonObject.builder()
                .put("head_dim_k", a.nopeDim() + a.ropeDim())
                .put("head_dim_v", a.valueDim())
                .put("rope_dim", a.ropeDim())
                .build();
        BaseMetadata.write(h, f.with(expanded), BaseMetadata.RMS, 0);
        h.set("attention.q_lora_rank", a.qRank());
        h.set("attention.kv_lora_rank", a.kvRank());
        long nEmbd = f.integer("n_embd");
        long heads = f.integer("n_head");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            h.tensor(block + "attn_q_a_norm.weight", a.qRank());
            h.tensor(block + "attn_kv_a_norm.weight", a.kvRank());
            h.tensor(block + "attn_q_a.weight", nEmbd, a.qRank());
            h.tensor(block + "attn_q_b.weight", a.qRank(), heads * (a.nopeDim() + a.ropeDim()));
            h.tensor(block + "attn_kv_a_mqa.weight", nEmbd, a.kvRank() + a.ropeDim());
            h.tensor(block + "attn_kv_b.weight", a.kvRank(), heads * (a.nopeDim() + a.valueDim()));
            h.tensor(block + "attn_output.weight", heads * a.valueDim(), nEmbd);
            h.tensor(block + "ffn_norm.weight", nEmbd);
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
        }
        h.tensor("rope_factors_long.weight", a.ropeDim() / 2);
        h.tensor("rope_factors_short.weight", a.ropeDim() / 2);
        h.tensor("output_norm.weight", nEmbd);
        if (!f.flag("tied_embeddings")) {
            h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
        }
    }
}
