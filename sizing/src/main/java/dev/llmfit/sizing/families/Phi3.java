package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** phi3, phi4: one projection for queries, keys and values, one for gate and up. */
final class Phi3 implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor factors = b.ropeFactors(il);
            Tensor q = scale(rope(qkv.q(), positions, factors));
            Tensor k = rope(qkv.k(), positions, factors);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor middle = add(attended, b.lastRows(x, il, outputIds));
            x = add(middle, b.ffn(b.rms(middle, il, "ffn_norm"), il, Ffn.SWIGLU));
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
