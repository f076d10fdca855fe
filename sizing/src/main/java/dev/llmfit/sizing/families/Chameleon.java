package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.rope;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/** chameleon: layer norms of queries and keys, norms before or (swin) behind the branches, image tokens masked out. */
final class Chameleon implements Family {
    /** Tokens 4 to 8195 stand for pieces of images. */
    private static final int IMAGE_TOKENS = 8192;

    @Override
    public void build(GraphBuilder b) {
        boolean swin = b.hp().has(GraphVariant.NORMS_BEHIND_BRANCHES);
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = b.qkv(swin ? x : b.rms(x, il, "attn_norm"), il);
            Tensor q = rope(normed(b, qkv.q(), il, "attn_q_norm"), positions);
            Tensor k = rope(normed(b, qkv.k(), il, "attn_k_norm"), positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor middle = add(swin ? b.rms(attended, il, "attn_norm") : attended, skip);
            Tensor fed = b.ffn(swin ? middle : b.rms(middle, il, "ffn_norm"), il);
            x = add(swin ? b.rms(fed, il, "ffn_norm") : fed, middle);
        }
        Tensor logits = b.logits(b.outputNorm(x));
        Tensor masked = clamp(Tensor.leaf(GgmlType.F32, IMAGE_TOKENS, 1, 1, 1));
        b.finish(make(GgmlType.F32, logits.ne0(), logits.ne1(), 1, 1, Op.SET, logits, masked));
    }

    private static Tensor normed(GraphBuilder b, Tensor x, int il, String name) {
        return b.has(il, name) ? b.norm(Norm.LAYER, x, il, name) : x;
    }
}
