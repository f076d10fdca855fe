package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** cogvlm: the text experts of its layers; logits of all tokens. */
final class CogVlm implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor attended =
                    b.attention(inputs, il).apply(rope(qkv.q(), positions), rope(qkv.k(), positions), qkv.v());
            Tensor middle = add(b.lin(attended, il, "attn_output"), x);
            x = add(b.ffn(b.rms(middle, il, "ffn_norm"), il), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
