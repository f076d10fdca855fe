package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** llama, mistral, mixtral, qwen2, qwen3, qwen3moe: attention, then a dense or routed feed-forward network. */
final class Llama implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor factors = b.ropeFactors(il);
            Tensor q = rope(b.rmsIfPresent(qkv.q(), il, "attn_q_norm"), positions, factors);
            Tensor k = rope(b.rmsIfPresent(qkv.k(), il, "attn_k_norm"), positions, factors);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor residual = add(attended, b.lastRows(x, il, outputIds));
            x = add(feedForward(b, b.rms(residual, il, "ffn_norm"), il), residual);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor feedForward(GraphBuilder b, Tensor x, int il) {
        if (b.hp().experts().isEmpty()) {
            return b.ffn(x, il);
        }
        return b.experts(il)
                .gating(Gating.SOFTMAX)
                .normed(true)
                .scale(b.hp().requiredExperts().weightsScale())
                .apply(x);
    }
}
