package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.arch.Recurrence.DeltaAttention;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import java.util.List;

/**
 * A layer of delta attention (KDA): a convolution before each of query, key and value, a decay for every element of a head.
 *
 * @param decay how the projected decay becomes a factor
 * @param gate names of the matrices that make the gate of the output, applied one after another
 * @param viewed whether the gate reads its input through two views, which are copied to another device by themselves
 */
record KimiDelta(Decay decay, List<String> gate, boolean viewed) {
    private static final int F32 = GraphBuilder.F32;

    /** How the projected decay becomes a factor. */
    enum Decay {
        /** Softplus, then a factor for each head (kimi-linear). */
        SOFTPLUS,
        /** A factor for each head, turned round, then a sigmoid (kimi-k3 with a lower bound). */
        BOUNDED,
        /** As {@link #BOUNDED}, from one matrix and not turned round (bailingmoe3). */
        BOUNDED_DIRECT
    }

    KimiDelta {
        gate = List.copyOf(gate);
    }

    static KimiDelta of(Decay decay, String... gate) {
        return new KimiDelta(decay, List.of(gate), decay != Decay.BOUNDED_DIRECT);
    }

    /** Returns the same layer with a gate that reads its input itself (glm5-next). */
    KimiDelta withoutViews() {
        return new KimiDelta(decay, gate, false);
    }

    /** Builds the layer from its normed input. */
    Tensor layer(GraphBuilder b, Tensor normed, int il, StateInput rows) {
        DeltaAttention shape = b.hp().recurrence(DeltaAttention.class);
        long head = shape.head();
        long heads = b.hp().nHead(0);
        long n = b.tokens();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        Tensor kept = b.states().read(b.memory().state().rolling(il), rows);
        Tensor q = convolved(b, normed, kept, il, 0, "q");
        Tensor k = convolved(b, normed, kept, il, 1, "k");
        Tensor v = convolved(b, normed, kept, il, 2, "v");
        Tensor factors = reshape(decay(b, normed, il, head, heads), head, heads, per, sequences);
        Tensor beta = mulMat(b.requiredWeight(il, "ssm_beta"), normed);
        beta = unary(reshape(beta, 1, heads, per, sequences), Activation.SIGMOID);
        Tensor store = b.memory().state().states(il);
        Tensor state = reshape(b.states().read(store, rows), head, head, heads, sequences);
        Tensor out = cont(
                DeltaRule.apply(b, DeltaRule.unitLength(q), DeltaRule.unitLength(k), v, factors, beta, state, store));
        Tensor opened = viewed ? reshape(reshape(normed, normed.ne0(), per, sequences), normed.ne0(), n) : normed;
        for (String matrix : gate) {
            opened = mulMat(b.requiredWeight(il, matrix), opened);
        }
        opened = unary(reshape(opened, head, heads, n), Activation.SIGMOID);
        Tensor gated = mul(b.rms(reshape(out, head, heads, n), il, "ssm_norm"), opened);
        return mulMat(b.requiredWeight(il, "attn_output"), cont(gated, head * heads, n));
    }

    private Tensor decay(GraphBuilder b, Tensor normed, int il, long head, long heads) {
        Tensor projected = mulMat(b.requiredWeight(il, "ssm_f_a"), normed);
        if (decay != Decay.BOUNDED_DIRECT) {
            projected = mulMat(b.requiredWeight(il, "ssm_f_b"), projected);
        }
        projected = add(projected, b.requiredBias(il, "ssm_dt"));
        if (decay == Decay.SOFTPLUS) {
            projected = unary(projected, Activation.SOFTPLUS);
        }
        Tensor byHead = reshape(b.requiredWeight(il, "ssm_a"), 1, heads, 1);
        Tensor factors = mul(reshape(projected, head, heads, b.tokens()), byHead);
        return switch (decay) {
            case SOFTPLUS -> factors;
            case BOUNDED -> scale(unary(scale(factors), Activation.SIGMOID));
            case BOUNDED_DIRECT -> scale(unary(factors, Activation.SIGMOID));
        };
    }

    /** Projects, convolves over the kept columns and the new ones, and keeps the last columns, once per snapshot. */
    private static Tensor convolved(GraphBuilder b, Tensor x, Tensor kept, int il, long part, String name) {
        DeltaAttention shape = b.hp().recurrence(DeltaAttention.class);
        long heads = b.hp().nHead(0);
        long inner = heads * shape.head();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long keep = shape.kernel() - 1L;
        long column = keep * F32;
        long row = 3 * keep * inner * F32;
        long offset = part * keep * inner * F32;
        Tensor old = view3d(kept, keep, inner, sequences, column, row, offset);
        Tensor projected = mulMat(b.requiredWeight(il, "attn_" + name), x);
        Tensor both = concat(old, transpose(reshape(projected, inner, per, sequences)), 0);
        Tensor store = b.memory().state().rolling(il);
        long group = b.memory().state().rows() * store.nb1();
        for (int snapshot = 0; snapshot < b.launch().snapshots(); snapshot++) {
            long last = Math.max(0, per - snapshot);
            Tensor columns = view3d(both, keep, inner, sequences, both.nb1(), both.nb2(), last * F32);
            b.expand(cpy(columns, view3d(store, keep, inner, sequences, column, row, snapshot * group + offset)));
        }
        Tensor kernel = reshape(b.requiredWeight(il, "ssm_conv1d_" + name), shape.kernel(), inner);
        Tensor out = unary(reshape(ssmConv(both, kernel), inner, b.tokens()), Activation.SILU);
        return reshape(out, shape.head(), heads, per, sequences);
    }
}
