package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** plm: keys and values decompressed before the cache, a network without gate, the embedding as head. */
final class Plm implements Family {
    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = queriesKeysValues(b, b.rms(x, il, "attn_norm"), il, positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(qkv.q(), qkv.k(), qkv.v()), il, "attn_output");
            Tensor middle = add(b.lastRows(attended, il, outputIds), b.lastRows(x, il, outputIds));
            x = add(b.ffn(b.rms(middle, il, "ffn_norm"), il, Ffn.RELU_SQR), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Qkv queriesKeysValues(GraphBuilder b, Tensor normed, int il, Tensor positions) {
        Qkv qkv = DecompressedQkv.of(b, mulMat(b.requiredWeight(il, "attn_q"), normed), normed, il, positions);
        // values are flattened once more than elsewhere
        Tensor v = qkv.v();
        long width = v.ne0() * v.ne1();
        return new Qkv(qkv.q(), qkv.k(), view2d(v, width, b.tokens(), width * GraphBuilder.F32, 0));
    }
}
