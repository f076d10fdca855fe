package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** Queries, keys and values from compressed projections that are decompressed before the cache: it holds full heads. */
final class DecompressedQkv {
    private static final int F32 = GraphBuilder.F32;

    private DecompressedQkv() {}

    /**
     * Builds them for one layer.
     *
     * @param projected queries [heads * head, tokens]
     * @param x input of the layer's attention
     */
    static Qkv of(GraphBuilder b, Tensor projected, Tensor x, int il, Tensor positions) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        long heads = hp.nHead(il);
        long rank = hp.requiredCompressedAttention().rank();
        long rotated = hp.rope().dimensions();
        long plain = hp.headK() - rotated;
        long headV = hp.headV();
        Tensor factors = b.ropeFactors(il);
        Tensor q = rope(reshape(projected, hp.headK(), heads, n), positions, factors);
        Tensor joint = b.lin(x, il, "attn_kv_a_mqa");
        Tensor compressed = view2d(joint, rank, n, joint.nb1(), 0);
        Tensor kRotated = view3d(joint, rotated, 1, n, joint.nb1(), joint.nb1(), rank * F32);
        Tensor kv = b.lin(b.rms(compressed, il, "attn_kv_a_norm"), il, "attn_kv_b");
        long head = (plain + headV) * F32;
        Tensor kPlain = view3d(kv, plain, heads, n, head, head * heads, 0);
        Tensor v = cont(view3d(kv, headV, heads, n, head, head * heads, plain * F32));
        kRotated = rope(kRotated, positions, factors);
        return new Qkv(q, concat(kPlain, repeat(kRotated, rotated, heads, n, 1), 0), v);
    }
}
