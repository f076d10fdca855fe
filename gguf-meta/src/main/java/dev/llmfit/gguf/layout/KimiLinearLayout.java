package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;

/** Lays out Kimi Linear: delta attention with latent attention in some layers ({@code src/models/kimi-linear.cpp}). */
final class KimiLinearLayout implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        LatentAttention latent = LatentAttention.of(f);
        AuditedFields moe = f.section("moe");
        JsonObject cached = JsonObject.builder()
                .put("head_dim_k", latent.kvRank() + latent.ropeDim())
                .put("head_dim_v", latent.kvRank())
                .put("rope_dim", latent.ropeDim())
                .build();
        BaseMetadata.write(h, f.with(cached), BaseMetadata.RMS, 0);
        latent.metadata(h);
        h.set("ssm.conv_kernel", f.section("ssm").integer("conv_kernel"));
        h.set("kda.head_dim", f.integer("kda_head_dim"));
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            h.tensor(block + "attn_norm.weight", nEmbd);
            if (PerLayer.of(f, "n_head_kv").at(layer) > 0) {
                latent.absorbed(h, block, nEmbd, f.integer("n_head"));
            } else {
                delta(h, f, block, nEmbd);
            }
            h.tensor(block + "ffn_norm.weight", nEmbd);
            if (layer < moe.integer("lead_dense")) {
                FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            } else {
                FeedForwardTensors.experts(h, block, nEmbd, moe, FeedForwardTensors.Kind.GATED);
            }
        }
        h.tensor("output_norm.weight", nEmbd);
        h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
    }

    private static void delta(HeaderBuilder h, AuditedFields f, String block, long nEmbd) {
        long kernel = f.section("ssm").integer("conv_kernel");
        long heads = f.integer("n_head");
        long dim = f.integer("kda_head_dim");
        for (String part : new String[] {"q", "k", "v"}) {
            h.tensor(block + "ssm_conv1d_" + part + ".weight", kernel, 1, dim * heads);
            h.tensor(block + "attn_" + part + ".weight", nEmbd, dim * heads);
        }
        h.tensor(block + "ssm_f_a.weight", nEmbd, dim);
        h.tensor(block + "ssm_f_b.weight", dim, dim * heads);
        h.tensor(block + "ssm_beta.weight", nEmbd, heads);
        h.tensor(block + "ssm_a", 1, heads);
        h.tensor(block + "ssm_dt.bias", dim * heads);
        h.tensor(block + "ssm_g_a.weight", nEmbd, dim);
        h.tensor(block + "ssm_g_b.weight", dim, dim * heads);
        h.tensor(block + "ssm_norm.weight", dim);
        h.tensor(block + "attn_output.weight", dim * heads, nEmbd);
    }
}
