package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.ssmScan;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.RecurrentState;

/** mamba2: a selective state space in every layer. */
final class Mamba2 implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        MixerStack.build(b, Mamba2::layer);
    }

    /** One mixer layer ({@code llm_build_mamba_base::build_mamba2_layer}). */
    static Tensor layer(GraphBuilder b, Tensor normed, int il, StateInput rows) {
        HyperParameters hp = b.hp();
        RecurrentState memory = b.memory().state();
        long n = b.tokens();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long inner = hp.recurrence(StateSpace.class).inner();
        long size = hp.recurrence(StateSpace.class).size();
        long groups = hp.recurrence(StateSpace.class).groups();
        long heads = hp.recurrence(StateSpace.class).heads();
        long head = inner / heads;
        long channels = hp.recurrence(StateSpace.class).channels();
        long keep = hp.recurrence(StateSpace.class).kernel() - 1L;
        Tensor rolling = memory.rolling(il);

        Tensor old = reshape(b.states().read(rolling, rows), keep, channels, sequences);
        Tensor joint = b.lin(normed, il, "ssm_in");
        joint = reshape(joint, joint.ne0(), per, sequences);
        final Tensor z = view4d(joint, head, heads, per, sequences, head * F32, joint.nb1(), joint.nb2(), 0);
        Tensor xbc = view3d(joint, channels, per, sequences, joint.nb1(), joint.nb2(), inner * F32);
        Tensor dt = view3d(joint, heads, per, sequences, joint.nb1(), joint.nb2(), (inner + channels) * F32);
        Tensor both = concat(old, transpose(xbc), 0);
        Tensor last = view3d(both, keep, channels, sequences, both.nb1(), both.nb2(), per * F32);
        b.expand(cpy(last, view2d(rolling, keep * channels, sequences, rolling.nb1(), 0)));

        xbc = ssmConv(both, b.requiredWeight(il, "ssm_conv1d"));
        Tensor bias = b.bias(il, "ssm_conv1d");
        xbc = unary(bias == null ? xbc : add(xbc, bias), Activation.SILU);
        long row = xbc.nb1();
        long plane = xbc.nb2();
        Tensor x = view4d(xbc, head, heads, per, sequences, head * F32, row, plane, 0);
        Tensor bm = view4d(xbc, size, groups, per, sequences, size * F32, row, plane, inner * F32);
        Tensor cm = view4d(xbc, size, groups, per, sequences, size * F32, row, plane, (inner + groups * size) * F32);
        Tensor step = add(cont(dt), b.requiredBias(il, "ssm_dt"));

        Tensor a = b.requiredWeight(il, "ssm_a");
        Tensor store = memory.states(il);
        Tensor y = b.states()
                .scan(
                        store,
                        rows,
                        (states, ids) ->
                                ssmScan(reshape(states, size, head, heads, states.ne1()), x, step, a, bm, cm, ids));
        long all = size * inner;
        Tensor renewed = view3d(y, all, sequences, 1, all * F32, all * sequences * F32, x.elements() * F32);
        b.expand(cpy(renewed, view3d(store, all, sequences, 1, store.nb1(), memory.rows() * all * F32, 0)));

        Tensor out = view4d(y, head, heads, per, sequences, x.nb1(), heads * x.nb1(), per * heads * x.nb1(), 0);
        out = add(out, mul(x, b.requiredWeight(il, "ssm_d")));
        out = glu(cont(z), out, Activation.SWIGLU);
        if (b.has(il, "ssm_norm")) {
            out = b.rms(reshape(out, inner / groups, groups, per, sequences), il, "ssm_norm");
        }
        return b.lin(reshape(out, inner, n), il, "ssm_out");
    }
}
