package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Tensor;

/** minicpm3: compressed projections, but a cache of full keys and values; embedding, branches and head scaled. */
final class MiniCpm3 implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        Tensor x = scale(b.embedding());
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Qkv qkv = qkv(b, b.rms(x, il, "attn_norm"), il, positions);
            Tensor attended = b.lin(b.attention(inputs, il).apply(qkv.q(), qkv.k(), qkv.v()), il, "attn_output");
            attended = b.lastRows(attended, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor middle = add(scale(attended), skip);
            x = add(scale(b.ffn(b.rms(middle, il, "ffn_norm"), il)), middle);
        }
        b.finish(b.logits(scale(b.outputNorm(x))));
    }

    private static Qkv qkv(GraphBuilder b, Tensor x, int il, Tensor positions) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        long heads = hp.nHead(il);
        long rank = hp.kvLoraRank();
        long rotated = hp.nRot();
        long plain = hp.headK() - rotated;
        long headV = hp.headV();
        Tensor factors = b.ropeFactors(il);
        Tensor q = b.lin(CompressedQkv.compressedQueries(b, x, il), il, "attn_q_b");
        q = rope(reshape(q, hp.headK(), heads, n), positions, factors);
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
