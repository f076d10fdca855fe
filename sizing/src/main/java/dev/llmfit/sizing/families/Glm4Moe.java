package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** glm4moe: GLM 4.5 and later, dense layers first, then experts chosen by sigmoid and a shared one. */
final class Glm4Moe implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(false);
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor q = rope(b.rmsIfPresent(qkv.q(), il, "attn_q_norm"), positions);
            Tensor k = rope(b.rmsIfPresent(qkv.k(), il, "attn_k_norm"), positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = outputs.in(attended, il);
            x = outputs.in(x, il);
            Tensor middle = add(attended, x);
            Tensor normed = b.rms(middle, il, "post_attention_norm");
            x = add(SharedExperts.denseOrRouted(b, normed, il, Gating.SIGMOID), middle);
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }
}
