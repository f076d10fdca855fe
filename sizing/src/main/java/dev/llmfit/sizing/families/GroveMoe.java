package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;
import java.util.OptionalDouble;

/** grovemoe: routed experts, and adjugate experts shared by groups of them, both chosen by one router. */
final class GroveMoe implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor q = rope(b.rms(qkv.q(), il, "attn_q_norm"), positions);
            Tensor k = rope(b.rms(qkv.k(), il, "attn_k_norm"), positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            Tensor middle = add(b.lastRows(attended, il, outputIds), b.lastRows(x, il, outputIds));
            x = add(experts(b, b.rms(middle, il, "ffn_norm"), il), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor experts(GraphBuilder b, Tensor x, int il) {
        OptionalDouble factor = b.hp().requiredExperts().weightsScale();
        Tensor scores = mulMat(b.requiredWeight(il, "ffn_gate_inp"), x);
        Tensor routed = b.experts(il)
                .logits(scores)
                .selectedBySigmoid()
                .normed(true)
                .scale(factor)
                .apply(x);
        Tensor adjugate = b.experts(il)
                .logits(scores)
                .selectedBySigmoid()
                .adjugate()
                .normed(true)
                .scale(factor)
                .apply(routed);
        return add(routed, scale(adjugate));
    }
}
