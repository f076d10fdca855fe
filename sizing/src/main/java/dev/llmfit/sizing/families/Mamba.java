package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.ssmScan;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/** mamba: a selective state space without heads in every layer. */
final class Mamba implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        MixerStack.build(b, Mamba::layer);
    }

    /** One mixer layer ({@code llm_build_mamba_base::build_mamba_layer}). */
    static Tensor layer(GraphBuilder b, Tensor normed, int il, StateInput rows) {
        HyperParameters hp = b.hp();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long inner = hp.recurrence(StateSpace.class).inner();
        Tensor joint = b.lin(reshape(normed, normed.ne0(), per, sequences), il, "ssm_in");
        Tensor x = view3d(joint, inner, per, sequences, joint.nb1(), joint.nb2(), 0);
        Tensor z = view3d(joint, inner, per, sequences, joint.nb1(), joint.nb2(), inner * F32);
        Tensor both = b.states()
                .rolled(
                        b.memory().state().rolling(il),
                        rows,
                        x,
                        hp.recurrence(StateSpace.class).kernel() - 1L,
                        inner);
        Tensor convolved = ssmConv(both, b.requiredWeight(il, "ssm_conv1d"));
        Tensor bias = b.bias(il, "ssm_conv1d");
        convolved = unary(bias == null ? convolved : add(convolved, bias), Activation.SILU);
        Tensor out = add(scanned(b, convolved, il, rows), mul(convolved, b.requiredWeight(il, "ssm_d")));
        out = b.lin(glu(cont(z), out, Activation.SWIGLU), il, "ssm_out");
        return reshape(out, out.ne0(), b.tokens());
    }

    /** Runs the state space over the convolved input and keeps its new states. */
    private static Tensor scanned(GraphBuilder b, Tensor convolved, int il, StateInput rows) {
        HyperParameters hp = b.hp();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long inner = hp.recurrence(StateSpace.class).inner();
        long size = hp.recurrence(StateSpace.class).size();
        long rank = hp.recurrence(StateSpace.class).heads();
        Tensor joint = b.lin(convolved, il, "ssm_x");
        long row = joint.nb1();
        long plane = joint.nb2();
        Tensor step = view3d(joint, rank, per, sequences, row, plane, 0);
        Tensor in = view4d(joint, size, 1, per, sequences, size * F32, row, plane, rank * F32);
        Tensor out = view4d(joint, size, 1, per, sequences, size * F32, row, plane, (rank + size) * F32);
        boolean normed = hp.recurrence(StateSpace.class).normed() || b.has(il, "ssm_dt_norm");
        Tensor steps = b.lin(normed ? b.rms(step, il, "ssm_dt_norm") : cont(step), il, "ssm_dt");
        Tensor bm = normed ? b.rms(in, il, "ssm_b_norm") : in;
        Tensor cm = normed ? b.rms(out, il, "ssm_c_norm") : out;
        Tensor x = reshape(convolved, 1, inner, per, sequences);
        Tensor a = b.requiredWeight(il, "ssm_a");
        Tensor store = b.memory().state().states(il);
        Tensor y = b.states()
                .scan(
                        store,
                        rows,
                        (states, ids) ->
                                ssmScan(reshape(states, size, 1, inner, states.ne1()), x, steps, a, bm, cm, ids));
        long all = size * inner * sequences;
        b.expand(cpy(view1d(y, all, x.nb3() * x.ne3()), view1d(store, all, 0)));
        return view3d(y, inner, per, sequences, x.nb2(), x.nb3(), 0);
    }
}
