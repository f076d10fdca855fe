package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** arctic: a dense network behind attention and experts beside both, fed by the block's input. */
final class Arctic implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor q = rope(qkv.q(), positions);
            Tensor k = rope(qkv.k(), positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor middle = add(attended, skip);
            Tensor dense = add(b.ffn(b.rms(middle, il, "ffn_norm"), il), middle);
            Tensor routed = b.experts(il)
                    .normed(true)
                    .scale(b.hp().requiredExperts().weightsScale())
                    .apply(b.rms(skip, il, "ffn_norm_exps"));
            x = add(routed, dense);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
