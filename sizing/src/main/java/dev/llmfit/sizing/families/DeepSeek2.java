package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.gguf.HyperParameters.Gating;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Tensor;

/** deepseek2 (V2, V3, R1, Kimi K2, GLM 4.7 Flash): compressed attention and experts with a shared one. */
final class DeepSeek2 implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor attended = compressedAttention(b, b.rms(x, il, "attn_norm"), il, inputs, positions);
            attended = b.lastRows(b.lin(attended, il, "attn_output"), il, outputIds);
            Tensor middle = add(attended, b.lastRows(x, il, outputIds));
            Tensor normed = b.rms(middle, il, "ffn_norm");
            x = add(SharedExperts.denseOrRouted(b, normed, il, Gating.SOFTMAX), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor compressedAttention(
            GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        long rank = hp.kvLoraRank();
        long rotated = hp.nRot();
        long plain = hp.headKMla() - rotated;
        long heads = hp.nHead(il);

        Tensor q = b.has(il, "attn_q")
                ? b.lin(x, il, "attn_q")
                : b.lin(b.rms(b.lin(x, il, "attn_q_a"), il, "attn_q_a_norm"), il, "attn_q_b");
        q = reshape(q, hp.headKMla(), heads, n);
        Tensor joint = b.lin(x, il, "attn_kv_a_mqa");
        long row = (rank + rotated) * F32;
        Tensor compressed = view2d(joint, rank, n, row, 0);
        Tensor kRotated = rope(view3d(joint, rotated, 1, n, row, row, rank * F32), positions);
        compressed = b.rms(compressed, il, "attn_kv_a_norm");
        Tensor qPlain = view3d(q, plain, heads, n, q.nb1(), q.nb2(), 0);
        Tensor qRotated = rope(view3d(q, rotated, heads, n, q.nb1(), q.nb2(), plain * F32), positions);

        Tensor absorbed = mulMat(b.requiredWeight(il, "attn_k_b"), permute(qPlain, 0, 2, 1, 3));
        Tensor query = concat(permute(absorbed, 0, 2, 1, 3), qRotated, 0);
        Tensor value = reshape(compressed, rank, 1, n);
        Tensor key = concat(value, kRotated, 0);
        return b.attention(inputs, il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(query, key, value);
    }
}
