package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/**
 * muse-spark: windows with rotation and layers without, a gate on normed attention, experts in a narrower space, and factors for each
 * element of stream and branch where they are added.
 *
 * <p>Source: {@code src/models/muse-spark.cpp}.
 */
final class MuseSpark implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.norm(Norm.RMS, b.embedding(), null, null, -1);
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(false);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor attended = rmsNorm(attention(b, b.rms(x, il, "attn_norm"), il, inputs, positions));
            attended = outputs.in(attended, il);
            Tensor middle = added(b, outputs.in(x, il), attended, il, "attn_resid");
            Tensor fed = mul(experts(b, b.rms(middle, il, "ffn_norm"), il), b.requiredWeight(il, "post_ffw_norm"));
            x = added(b, middle, rmsNorm(fed), il, "ffn_resid");
        }
        Tensor logits = scale(b.logits(b.outputNorm(x)));
        b.finish(hp.scales().finalSoftcap().isPresent() ? b.softcap(logits) : logits);
    }

    private static Tensor added(GraphBuilder b, Tensor stream, Tensor branch, int il, String factors) {
        return add(
                mul(stream, b.requiredWeight(il, factors + "_alpha")),
                mul(branch, b.requiredWeight(il, factors + "_beta")));
    }

    private static Tensor attention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        HyperParameters hp = b.hp();
        Qkv qkv = b.qkv(x, il);
        Tensor gate = b.lin(x, il, "attn_gate");
        Tensor q = b.rms(qkv.q(), il, "attn_q_norm");
        Tensor k = b.rms(qkv.k(), il, "attn_k_norm");
        if (hp.isSwa(il)) {
            q = rope(q, positions);
            k = rope(k, positions);
        }
        Tensor out = b.attention(inputs, il).apply(q, k, qkv.v());
        long width = out.ne0();
        long heads = hp.nHead(il);
        out = reshape(rmsNorm(reshape(out, width / heads, heads, b.tokens())), width, b.tokens());
        return b.lin(mul(out, unary(gate, Activation.SIGMOID)), il, "attn_output");
    }

    private static Tensor experts(GraphBuilder b, Tensor x, int il) {
        RoutedExperts shape = b.hp().requiredExperts();
        Tensor latent = b.rms(b.lin(x, il, "ffn_latent_down"), il, "ffn_pre_exp_norm");
        Tensor routed = b.experts(il)
                .logits(b.lin(x, il, "ffn_gate_inp"))
                .gating(shape.gating().orElse(Gating.SOFTMAX))
                .normed(shape.weightsNormed())
                .scale(shape.weightsScale())
                .outputNorm("ffn_post_exp_norm")
                .apply(latent);
        return b.lin(routed, il, "ffn_latent_up");
    }
}
