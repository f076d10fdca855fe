package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** command-r and cohere2: attention and feed-forward side by side, layer norms; cohere2 rotates in windows only. */
final class CommandR implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.norm(Norm.LAYER, x, il, "attn_norm");
            Qkv qkv = b.qkv(normed, il);
            Tensor q = rotated(b, normedIfPresent(b, qkv.q(), il, "attn_q_norm"), il, positions);
            Tensor k = rotated(b, normedIfPresent(b, qkv.k(), il, "attn_k_norm"), il, positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            x = b.lastRows(x, il, outputIds);
            Tensor fed = b.ffn(b.lastRows(normed, il, outputIds), il);
            x = add(add(fed, x), attended);
        }
        Tensor logits = b.logits(b.outputNorm(Norm.LAYER, x));
        b.finish(b.hp().scales().logits().isEmpty() ? logits : scale(logits));
    }

    private static Tensor normedIfPresent(GraphBuilder b, Tensor x, int il, String name) {
        return b.has(il, name) ? b.norm(Norm.LAYER, x, il, name) : x;
    }

    private static Tensor rotated(GraphBuilder b, Tensor x, int il, Tensor positions) {
        boolean rotates = b.hp().window().isEmpty() || b.hp().isSwa(il);
        return rotates ? rope(x, positions, b.ropeFactors(il)) : x;
    }
}
