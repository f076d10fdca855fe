package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/**
 * gemma2 and gemma3: norms before and after each block, sliding windows.
 *
 * @param third whether it is gemma3, which scales the embedding by rows and may have no soft cap
 */
record Gemma2(boolean third) implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = third ? b.embeddingScaledByRows() : scale(b.embedding());
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
            Tensor q = scale(rope(b.rmsIfPresent(qkv.q(), il, "attn_q_norm"), positions));
            Tensor k = rope(b.rmsIfPresent(qkv.k(), il, "attn_k_norm"), positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            x = b.lastRows(x, il, outputIds);
            Tensor middle = add(b.rms(attended, il, "post_attention_norm"), x);
            Tensor fed = b.ffn(b.rms(middle, il, "ffn_norm"), il, Ffn.GELU);
            x = add(b.norm(Norm.RMS, fed, b.weight(il, "post_ffw_norm"), null, -1), middle);
        }
        Tensor logits = b.logits(b.outputNorm(x));
        b.finish(third && b.hp().scales().finalSoftcap().isEmpty() ? logits : b.softcap(logits));
    }
}
