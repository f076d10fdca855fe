package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** cohere2moe: as cohere2, with experts; its first layers rotate although they have no window. */
final class Cohere2Moe implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Norm norm = normOf(hp);
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(true);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.norm(norm, x, il, "attn_norm");
            Qkv qkv = b.qkv(normed, il);
            boolean rotates = hp.isSwa(il) || il < hp.nDenseLead();
            Tensor factors = b.ropeFactors(il);
            Tensor q = rotates ? rope(qkv.q(), positions, factors) : qkv.q();
            Tensor k = rotates ? rope(qkv.k(), positions, factors) : qkv.k();
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = outputs.in(attended, il);
            x = outputs.in(x, il);
            normed = outputs.in(normed, il);
            x = add(add(feedForward(b, normed, il), x), attended);
        }
        Tensor last = b.outputNorm(norm, x);
        Tensor logits = outputs.logits(last);
        b.finish(hp.scales().logits().isEmpty() ? logits : scale(logits));
    }

    static Norm normOf(HyperParameters hp) {
        return hp.has(GraphVariant.LAYER_NORM) ? Norm.LAYER : Norm.RMS;
    }

    static Tensor feedForward(GraphBuilder b, Tensor x, int il) {
        HyperParameters hp = b.hp();
        if (!b.has(il, "ffn_gate_inp")) {
            return b.ffn(x, il);
        }
        Tensor routed = b.experts(il)
                .gating(hp.requiredExperts().gating().orElse(Gating.SOFTMAX))
                .normed(hp.requiredExperts().weightsNormed())
                .scale(hp.requiredExperts().weightsScale())
                .apply(x);
        return b.has(il, "ffn_up_shexp") ? scale(add(routed, b.sharedExpert(x, il, Ffn.SILU))) : routed;
    }
}
