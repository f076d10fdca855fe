package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;

/**
 * Lays out delta attention with latent attention in some layers: kimi-linear, kimi-k3 and bailingmoe3
 * ({@code src/models/kimi-linear.cpp}, {@code kimi-k3.cpp}, {@code bailingmoe3.cpp}).
 *
 * @param kind what sets one apart from another
 */
record DeltaAttentionLayout(Kind kind) implements Layout {
    /** One of the architectures. */
    enum Kind {
        /** Decay and gate of two narrow matrices each. */
        LINEAR,
        /** A full gate, scores of earlier layers, experts behind a projection. */
        K3,
        /** Full matrices for decay and gate, a gate of one number per head. */
        BAILING,
        /** As {@link #LINEAR}, in {@link Glm5NextLayout}. */
        GLM5
    }

    /** Of the published models; no size depends on them ({@code config.json} of Kimi K3 and Ling 3.0). */
    private static final double LOWER_BOUND = -5;

    private static final double SITU_BETA = 4;
    private static final double SITU_LINEAR_BETA = 25;

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        LatentAttention latent = LatentAttention.of(f);
        JsonObject cached = JsonObject.builder()
                .put("head_dim_k", latent.kvRank() + latent.ropeDim())
                .put("head_dim_v", latent.kvRank())
                .put("rope_dim", latent.ropeDim())
                .build();
        BaseMetadata.write(h, f.with(cached), BaseMetadata.RMS, mtpLayers);
        latent.metadata(h);
        h.set("ssm.conv_kernel", f.section("ssm").integer("conv_kernel"));
        h.set("kda.head_dim", f.integer("kda_head_dim"));
        keys(h, f, latent);
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        int nLayer = Layout.layers(f);
        for (int layer = 0; layer < nLayer + mtpLayers; layer++) {
            layer(h, f, latent, layer, layer >= nLayer);
        }
        if (kind == Kind.K3) {
            h.tensor("output_res_score.weight", nEmbd);
        }
        h.tensor("output_norm.weight", nEmbd);
        h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
    }

    private void keys(HeaderBuilder h, AuditedFields f, LatentAttention latent) {
        if (kind != Kind.LINEAR) {
            h.set("kda.gate_lower_bound", LOWER_BOUND);
            if (latent.qRank() > 0) {
                h.set("attention.q_lora_rank", latent.qRank());
            }
        }
        if (kind == Kind.K3) {
            h.set("expert_latent_length", f.section("moe").integer("latent"));
            h.set("attn_res.block_size", f.integer("checkpoint_layers"));
            h.set("activation.situ_beta", SITU_BETA);
            h.set("activation.situ_linear_beta", SITU_LINEAR_BETA);
        }
    }

    private void layer(HeaderBuilder h, AuditedFields f, LatentAttention latent, int layer, boolean nextToken) {
        String block = "blk." + layer + ".";
        long nEmbd = f.integer("n_embd");
        h.tensor(block + "attn_norm.weight", nEmbd);
        if (nextToken || PerLayer.of(f, "n_head_kv").at(layer) > 0) {
            attention(h, f, latent, block);
        } else {
            delta(h, f, block, nEmbd);
        }
        h.tensor(block + "ffn_norm.weight", nEmbd);
        if (kind == Kind.K3) {
            h.tensor(block + "attn_res_score.weight", nEmbd);
            h.tensor(block + "ffn_res_score.weight", nEmbd);
        }
        feedForward(h, f, block, layer);
        if (nextToken) {
            NextToken.common(h, block, nEmbd);
            h.tensor(block + "layer_output_norm.weight", nEmbd);
        }
    }

    private void attention(HeaderBuilder h, AuditedFields f, LatentAttention latent, String block) {
        long nEmbd = f.integer("n_embd");
        long heads = f.integer("n_head");
        latent.absorbed(h, block, nEmbd, heads);
        if (kind != Kind.LINEAR) {
            h.tensor(block + "attn_gate.weight", nEmbd, kind == Kind.K3 ? heads * latent.valueDim() : heads);
        }
    }

    private void feedForward(HeaderBuilder h, AuditedFields f, String block, int layer) {
        long nEmbd = f.integer("n_embd");
        AuditedFields moe = f.section("moe");
        if (layer < moe.integer("lead_dense")) {
            FeedForwardTensors.dense(h, block, nEmbd, PerLayer.of(f, "n_ff").at(layer));
            return;
        }
        if (kind != Kind.K3) {
            FeedForwardTensors.experts(h, block, nEmbd, moe, FeedForwardTensors.Kind.GATED);
            return;
        }
        long latent = moe.integer("latent");
        h.tensor(block + "ffn_routed_down.weight", nEmbd, latent);
        h.tensor(block + "ffn_routed_up.weight", latent, nEmbd);
        h.tensor(block + "ffn_routed_norm.weight", latent);
        FeedForwardTensors.experts(h, block, nEmbd, moe, FeedForwardTensors.Kind.GATED, latent, false);
    }

    /** Adds the delta attention of one layer. */
    void delta(HeaderBuilder h, AuditedFields f, String block, long nEmbd) {
        long kernel = f.section("ssm").integer("conv_kernel");
        long heads = f.integer("n_head");
        long dim = f.integer("kda_head_dim");
        long inner = dim * heads;
        for (String part : new String[] {"q", "k", "v"}) {
            h.tensor(block + "ssm_conv1d_" + part + ".weight", kernel, 1, inner);
            h.tensor(block + "attn_" + part + ".weight", nEmbd, inner);
        }
        if (kind == Kind.BAILING) {
            h.tensor(block + "ssm_f_a.weight", nEmbd, inner);
        } else {
            h.tensor(block + "ssm_f_a.weight", nEmbd, dim);
            h.tensor(block + "ssm_f_b.weight", dim, inner);
        }
        h.tensor(block + "ssm_beta.weight", nEmbd, heads);
        if (kind == Kind.K3 || kind == Kind.GLM5) {
            h.tensor(block + "ssm_a", heads);
        } else {
            h.tensor(block + "ssm_a", 1, heads);
        }
        h.tensor(block + "ssm_dt.bias", inner);
        gate(h, block, nEmbd, dim, inner);
        h.tensor(block + "ssm_norm.weight", dim);
        h.tensor(block + "attn_output.weight", inner, nEmbd);
    }

    private void gate(HeaderBuilder h, String block, long nEmbd, long dim, long inner) {
        switch (kind) {
            case LINEAR, GLM5 -> {
                h.tensor(block + "ssm_g_a.weight", nEmbd, dim);
                h.tensor(block + "ssm_g_b.weight", dim, inner);
            }
            case K3 -> h.tensor(block + "ssm_g.weight", nEmbd, inner);
            case BAILING -> h.tensor(block + "ssm_g_a.weight", nEmbd, inner);
        }
    }
}
