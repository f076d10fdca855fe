package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * qwen3next, qwen35, qwen35moe: gated delta-net layers with a gated full-attention layer every few layers.
 *
 * @param kind what sets one apart from another
 */
record QwenDelta(Kind kind) implements Family {
    /** Differences of their layers. */
    enum Kind {
        /** Beta and alpha come from one matrix (qwen3next). */
        JOINED,
        /** Beta and alpha have a matrix each. */
        SPLIT,
        /** As {@link #SPLIT}; a sigmoid opens the output of delta nets (qwen4exp). */
        OPENED_BY_SIGMOID
    }

    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor positions = b.positions();
        EngineBuild build = b.launch().build();
        OutputRows outputs = b.outputRows(build.has(
                kind == Kind.JOINED
                        ? EngineSwitch.KEEPS_QWEN3NEXT_HIDDEN_ROWS
                        : EngineSwitch.KEEPS_QWEN35_HIDDEN_ROWS));
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            b.expand(normed);
            Tensor mixed = b.hp().isRecr(il)
                    ? deltaLayer(b, normed, il, rows)
                    : gatedAttention(b, normed, il, inputs, positions, null);
            Tensor middle = add(outputs.in(mixed, il), outputs.in(x, il));
            Tensor second = b.rms(middle, il, "post_attention_norm");
            Tensor fed = b.has(il, "ffn_gate_inp") ? gatedSharedExperts(b, second, il) : b.ffn(second, il);
            x = add(fed, middle);
        }
        if (outputs.all() && !build.has(EngineSwitch.NORMS_HIDDEN_ROWS)) {
            b.finish(b.logits(b.outputNorm(getRows(x.asOutput(), outputs.ids()))));
            return;
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }

    /** The gated attention with queries and gates taken from their matrix as they lie, which layers behind the trunk use. */
    static Tensor splitAttention(GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions) {
        return new QwenDelta(Kind.SPLIT).gatedAttention(b, x, il, inputs, positions, null);
    }

    /** As {@link #splitAttention}, under a mask of its own. */
    Tensor gatedAttention(
            GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions, @Nullable Tensor mask) {
        HyperParameters hp = b.hp();
        int n = b.tokens();
        long head = hp.headK();
        long heads = hp.nHead(il);
        Tensor joint = b.lin(x, il, "attn_q");
        Tensor k = b.lin(x, il, "attn_k");
        Tensor v = b.lin(x, il, "attn_v");
        Tensor q;
        Tensor gate;
        if (kind == Kind.JOINED) {
            joint = reshape(joint, 2 * head, heads, n, 1);
            q = view4d(joint, head, heads, n, 1, joint.nb1(), joint.nb2(), joint.nb3(), 0);
            gate = view4d(joint, head, heads, n, 1, joint.nb1(), joint.nb2(), joint.nb3(), head * F32);
        } else {
            long row = 2 * head * F32;
            q = view3d(joint, head, heads, n, row, row * heads, 0);
            gate = cont(view3d(joint, head, heads, n, row, row * heads, head * F32), head * heads, n);
        }
        k = reshape(k, head, hp.nHeadKv(il), n);
        v = reshape(v, head, hp.nHeadKv(il), n);
        q = rope(b.rms(q, il, "attn_q_norm"), positions);
        k = rope(b.rms(k, il, "attn_k_norm"), positions);
        Tensor out = b.attention(inputs, il).under(mask).apply(q, k, v);
        if (kind == Kind.JOINED) {
            gate = cont(gate, head * heads, n);
        }
        return b.lin(mul(out, unary(gate, Activation.SIGMOID)), il, "attn_output");
    }

    Tensor deltaLayer(GraphBuilder b, Tensor x, int il, StateInput rows) {
        HyperParameters hp = b.hp();
        long n = b.tokens();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long headK = hp.recurrence(StateSpace.class).size();
        long headsK = hp.recurrence(StateSpace.class).groups();
        long headsV = hp.recurrence(StateSpace.class).heads();
        long headV = hp.recurrence(StateSpace.class).inner() / headsV;
        long channels = hp.recurrence(StateSpace.class).channels();
        Tensor mixed = reshape(b.lin(x, il, "attn_qkv"), channels, per, sequences);
        Tensor z = b.lin(x, il, "attn_gate");
        Gates gates = gates(b, x, il);

        Tensor rolling = b.memory().state().rolling(il);
        long keep = hp.recurrence(StateSpace.class).kernel() - 1L;
        Tensor rolled = kind == Kind.OPENED_BY_SIGMOID
                ? b.states().rolledByCopy(rolling, rows, mixed, keep, channels)
                : b.states().rolled(rolling, rows, mixed, keep, channels);
        Tensor store = b.memory().state().states(il);
        Tensor old = reshape(b.states().read(store, rows), headV, headV, headsV, sequences);
        Tensor conv = unary(ssmConv(rolled, b.requiredWeight(il, "ssm_conv1d")), Activation.SILU);
        long row = channels * F32;
        long keys = headK * headsK * F32;
        Tensor q = view4d(conv, headK, headsK, per, sequences, headK * F32, row, row * per, 0);
        Tensor k = view4d(conv, headK, headsK, per, sequences, headK * F32, row, row * per, keys);
        final Tensor v = view4d(conv, headV, headsV, per, sequences, headV * F32, row, row * per, 2 * keys);
        q = DeltaRule.unitLength(q);
        k = DeltaRule.unitLength(k);
        if (kind == Kind.JOINED && headsK != headsV) {
            q = repeatedHeads(q, headsV / headsK);
            k = repeatedHeads(k, headsV / headsK);
        }
        Tensor out = DeltaRule.apply(b, q, k, v, gates.decay, gates.beta, old, store);
        z = reshape(z, headV, headsV, per, sequences);
        out = mul(
                b.rms(out, il, "ssm_norm"),
                unary(z, kind == Kind.OPENED_BY_SIGMOID ? Activation.SIGMOID : Activation.SILU));
        long inner = hp.recurrence(StateSpace.class).inner();
        if (b.launch().build().has(EngineSwitch.SHORTENS_DELTA_LAYERS)) {
            return b.lin(reshape(out, inner, n), il, "ssm_out");
        }
        return reshape(b.lin(reshape(out, inner, per, sequences), il, "ssm_out"), hp.nEmbd(), n);
    }

    private record Gates(Tensor beta, Tensor decay) {}

    private Gates gates(GraphBuilder b, Tensor x, int il) {
        HyperParameters hp = b.hp();
        long per = b.batch().tokensPerSequence();
        long sequences = b.batch().sequences();
        long headsK = hp.recurrence(StateSpace.class).groups();
        long headsV = hp.recurrence(StateSpace.class).heads();
        Tensor beta;
        Tensor alpha;
        if (kind == Kind.JOINED) {
            long share = headsV / headsK;
            Tensor both = reshape(b.lin(x, il, "ssm_ba"), 2 * share, headsK, per, sequences);
            Tensor first = view4d(both, share, headsK, per, sequences, both.nb1(), both.nb2(), both.nb3(), 0);
            Tensor second =
                    view4d(both, share, headsK, per, sequences, both.nb1(), both.nb2(), both.nb3(), share * F32);
            boolean copied = !b.launch().build().has(EngineSwitch.SHORTENS_DELTA_LAYERS);
            beta = unary(copied ? cont(first) : first, Activation.SIGMOID);
            alpha = cont(second, headsV, per, sequences, 1);
        } else {
            beta = unary(reshape(b.lin(x, il, "ssm_beta"), 1, headsV, per, sequences), Activation.SIGMOID);
            alpha = reshape(b.lin(x, il, "ssm_alpha"), headsV, per, sequences);
        }
        Tensor decay = mul(
                unary(add(alpha, b.requiredBias(il, "ssm_dt")), Activation.SOFTPLUS), b.requiredWeight(il, "ssm_a"));
        if (kind == Kind.JOINED) {
            beta = reshape(beta, 1, headsV, per, sequences);
        }
        return new Gates(beta, reshape(decay, 1, headsV, per, sequences));
    }

    private Tensor repeatedHeads(Tensor t, long times) {
        long columns = t.ne2() * t.ne3();
        Tensor repeated = repeat(reshape(t, t.ne0(), 1, t.ne1(), columns), t.ne0(), times, t.ne1(), columns);
        return reshape(repeated, t.ne0(), t.ne1() * times, t.ne2(), t.ne3());
    }

    static Tensor gatedSharedExperts(GraphBuilder b, Tensor x, int il) {
        Tensor routed = b.experts(il)
                .gating(Gating.SOFTMAX)
                .normed(true)
                .scale(b.hp().requiredExperts().weightsScale())
                .apply(x);
        if (!b.has(il, "ffn_up_shexp")) {
            return routed;
        }
        Tensor shared = b.sharedExpert(x, il, Ffn.SILU);
        Tensor gate = unary(b.lin(x, il, "ffn_gate_inp_shexp"), Activation.SIGMOID);
        return add(routed, mul(shared, gate));
    }
}
