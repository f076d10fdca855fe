package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.arch.CompressedAttention;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Queries, keys and values of compressed attention (MLA), with the decompression of keys moved to the queries. */
final class CompressedQkv {
    private static final int F32 = GraphBuilder.F32;

    private CompressedQkv() {}

    /**
     * Builds them for one layer.
     *
     * @param q projected queries [head * heads, tokens]
     * @param x input of the layer's attention
     * @param positions for the rotated parts; null for a model without rotation
     */
    static Qkv of(GraphBuilder b, Tensor q, Tensor x, int il, @Nullable Tensor positions) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        CompressedAttention shape = hp.requiredCompressedAttention();
        long rank = shape.rank();
        int keyHead = shape.requiredKeyHead();
        long rotated = hp.rope().dimensions();
        long plain = keyHead - rotated;
        long heads = hp.nHead(il);
        long head = (long) keyHead * F32;
        Tensor joint = b.lin(x, il, "attn_kv_a_mqa");
        long row = (rank + rotated) * F32;
        Tensor compressed = b.rms(view2d(joint, rank, n, row, 0), il, "attn_kv_a_norm");
        Tensor kRotated = rotated(view3d(joint, rotated, 1, n, row, row, rank * F32), positions);
        Tensor qPlain = view3d(q, plain, heads, n, head, head * heads, 0);
        Tensor qRotated = rotated(view3d(q, rotated, heads, n, head, head * heads, plain * F32), positions);
        Tensor absorbed = mulMat(b.requiredWeight(il, "attn_k_b"), permute(qPlain, 0, 2, 1, 3));
        Tensor query = concat(permute(absorbed, 0, 2, 1, 3), qRotated, 0);
        Tensor value = reshape(compressed, rank, 1, n);
        return new Qkv(query, concat(value, kRotated, 0), value);
    }

    private static Tensor rotated(Tensor x, @Nullable Tensor positions) {
        return positions == null ? x : rope(x, positions);
    }

    /** Projects to queries, in two steps if the model compresses them. */
    static Tensor queries(GraphBuilder b, Tensor x, int il) {
        return b.has(il, "attn_q") ? b.lin(x, il, "attn_q") : b.lin(compressedQueries(b, x, il), il, "attn_q_b");
    }

    /** Projects to compressed and normed queries. */
    static Tensor compressedQueries(GraphBuilder b, Tensor x, int il) {
        return b.rms(b.lin(x, il, "attn_q_a"), il, "attn_q_a_norm");
    }
}
