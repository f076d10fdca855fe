package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.ssmScan;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/**
 * plamo2: mamba with heads and normed steps, or attention, then a network; norms before and behind each.
 *
 * <p>Source: {@code src/models/plamo2.cpp}.
 */
final class Plamo2 implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed = b.hp().isRecr(il) ? mamba(b, normed, il, rows) : attention(b, normed, il, inputs, positions);
            mixed = b.lastRows(mixed, il, outputIds);
            Tensor skip = b.lastRows(x, il, outputIds);
            Tensor middle = add(b.rms(mixed, il, "post_attention_norm"), skip);
            Tensor fed = b.ffn(b.rms(middle, il, "ffn_norm"), il, Ffn.SWIGLU);
            x = add(b.rms(fed, il, "post_ffw_norm"), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor attention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        Qkv qkv = b.qkv(x, il);
        Tensor q = rope(b.rms(qkv.q(), il, "attn_q_norm"), positions);
        Tensor k = rope(b.rms(qkv.k(), il, "attn_k_norm"), positions);
        return b.lin(b.attention(inputs, il).apply(q, k, qkv.v()), il, "attn_output");
    }

    private static Tensor mamba(GraphBuilder b, Tensor normed, int il, StateInput rows) {
        HyperParameters hp = b.hp();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long inner = hp.recurrence(StateSpace.class).inner();
        long heads = hp.recurrence(StateSpace.class).heads();
        long head = inner / heads;
        long keep = hp.recurrence(StateSpace.class).kernel() - 1L;
        Tensor store = b.memory().state().rolling(il);
        Tensor kept = reshape(
                b.states().read(store, rows),
                keep,
                hp.recurrence(StateSpace.class).channels(),
                sequences);
        Tensor joint = b.lin(reshape(normed, normed.ne0(), per, sequences), il, "ssm_in");
        joint = cont(permute(joint, 0, 2, 1, 3), head * 2, heads, per, sequences);
        Tensor x = view4d(joint, head, heads, per, sequences, joint.nb1(), joint.nb2(), joint.nb3(), head * F32);
        x = reshape(cont(x, inner, per, sequences, 1), inner, per, sequences);
        Tensor z = view4d(joint, head, heads, per, sequences, joint.nb1(), joint.nb2(), joint.nb3(), 0);
        Tensor both = concat(kept, transpose(x), 0);
        Tensor last = view3d(both, keep, inner, sequences, both.nb1(), both.nb2(), per * both.nb0());
        b.expand(cpy(last, view1d(store, keep * hp.recurrence(StateSpace.class).channels() * sequences, 0)));
        x = unary(ssmConv(both, b.requiredWeight(il, "ssm_conv1d")), Activation.SILU);
        Tensor y = scanned(b, x, il, rows);
        y = glu(cont(z), y, Activation.SWIGLU);
        y = view3d(y, inner, per, sequences, y.nb2(), y.nb3(), 0);
        Tensor out = b.lin(y, il, "ssm_out");
        return reshape(out, out.ne0(), b.tokens());
    }

    private static Tensor scanned(GraphBuilder b, Tensor convolved, int il, StateInput rows) {
        HyperParameters hp = b.hp();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long size = hp.recurrence(StateSpace.class).size();
        long heads = hp.recurrence(StateSpace.class).heads();
        long head = hp.recurrence(StateSpace.class).inner() / heads;
        // "max(64, n_embd / 16)" in the source
        long rank = Math.max(64, hp.nEmbd() / 16);
        Tensor joint = b.lin(convolved, il, "ssm_x");
        Tensor in = part(joint, size, 0);
        Tensor out = part(joint, size, size);
        Tensor step = part(joint, rank, 2 * size);
        in = b.rms(in, il, "ssm_b_norm");
        out = b.rms(out, il, "ssm_c_norm");
        Tensor steps = b.lin(b.rms(step, il, "ssm_dt_norm"), il, "ssm_dt");
        Tensor a = reshape(b.requiredWeight(il, "ssm_a"), 1, heads);
        long row = head * heads * F32;
        Tensor x = view4d(convolved, head, heads, per, sequences, head * F32, row, row * per, 0);
        Tensor bm = view4d(in, size, 1, per, sequences, size * F32, in.nb1(), in.nb2(), 0);
        Tensor cm = view4d(out, size, 1, per, sequences, size * F32, out.nb1(), out.nb2(), 0);
        Tensor store = b.memory().state().states(il);
        Tensor y = b.states()
                .scan(
                        store,
                        rows,
                        (states, ids) ->
                                ssmScan(reshape(states, size, head, heads, states.ne1()), x, steps, a, bm, cm, ids));
        long all = heads * head * size * sequences;
        b.expand(cpy(view1d(y, all, row * per * sequences), view1d(store, all, 0)));
        Tensor result = view4d(y, head, heads, per, sequences, head * F32, row, row * per, 0);
        return add(result, mul(x, reshape(b.requiredWeight(il, "ssm_d"), 1, heads)));
    }

    private static Tensor part(Tensor joint, long width, long first) {
        return view3d(joint, width, joint.ne1(), joint.ne2(), joint.nb1(), joint.nb2(), first * F32);
    }
}
