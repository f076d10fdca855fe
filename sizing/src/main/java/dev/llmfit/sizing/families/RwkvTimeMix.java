package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.l2Norm;
import static dev.llmfit.sizing.graph.Ops.layerNorm;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.sub;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Recurrence.TimeMixing;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Time mixing of one RWKV layer ({@code build_rwkv6_time_mix}, {@code build_rwkv7_time_mix}). */
final class RwkvTimeMix {
    private final GraphBuilder b;
    private final int il;
    private final StateInput rows;
    private final long width;
    private final long head;
    private final long heads;
    private final long n;
    private @Nullable Tensor firstValue;

    RwkvTimeMix(GraphBuilder b, int il, StateInput rows) {
        this.b = b;
        this.il = il;
        this.rows = rows;
        this.width = b.hp().nEmbd();
        this.head = b.hp().recurrence(TimeMixing.class).head();
        this.heads = width / head;
        this.n = b.tokens();
    }

    /** Returns the values of the first layer, which later layers of rwkv7 mix into theirs. */
    @Nullable
    Tensor firstValue() {
        return firstValue;
    }

    Tensor six(Tensor input, Tensor previous) {
        Tensor difference = reshape(sub(previous, input), width, n);
        Tensor x = reshape(input, width, n);
        Tensor[] parts = sixParts(difference, x);
        Tensor r = b.lin(parts[3], il, "time_mix_receptance");
        Tensor k = b.lin(parts[1], il, "time_mix_key");
        Tensor v = b.lin(parts[2], il, "time_mix_value");
        boolean linear = !b.has(il, "time_mix_first");
        Activation activation = linear ? Activation.SIGMOID : Activation.SILU;
        Tensor gate = unary(b.lin(parts[4], il, "time_mix_gate"), activation);
        k = byHead(repeatedHeads(k));
        v = byHead(repeatedHeads(v));
        r = byHead(r);
        Tensor decay = lowRank(parts[0], "time_mix_decay_w1", "time_mix_decay_w2", Activation.TANH);
        decay = add(decay, w("time_mix_decay"));
        decay = unary(unary(unary(decay, Activation.EXP), Activation.NEG), Activation.EXP);
        decay = byHead(decay);
        if (linear) {
            k = sub(k, mul(k, decay));
            Tensor out = stored(recurrence(Op.GATED_LINEAR_ATTN, k, v, r, decay, state()));
            return projected(mul(reshape(out, width, n), gate));
        }
        Tensor out = recurrence(Op.RWKV_WKV6, k, v, r, w("time_mix_first"), decay, state());
        return projected(mul(normedHeads(stored(out)), gate));
    }

    /** Repeats keys or values that have fewer heads than the receptance. */
    private Tensor repeatedHeads(Tensor x) {
        long headsKv = b.hp().nHeadKv(il);
        if (headsKv == 0 || headsKv == heads) {
            return x;
        }
        return repeat(reshape(x, head, 1, headsKv, n), head, heads / headsKv, headsKv, n);
    }

    /** The five mixtures of each token with the one before: for decay, key, value, receptance and gate. */
    private Tensor[] sixParts(Tensor difference, Tensor x) {
        Tensor w1 = w("time_mix_w1");
        Tensor w2 = w("time_mix_w2");
        Tensor low = add(mul(difference, w("time_mix_lerp_x")), x);
        low = reshape(unary(mulMat(w1, low), Activation.TANH), w1.ne1() / 5, 1, 5, n);
        low = cont(permute(low, 0, 1, 3, 2));
        Tensor all = mulMat(reshape(w2, w2.ne0(), w2.ne1(), 1, 5), low);
        Tensor fused = b.weight(il, "time_mix_lerp_fused");
        if (fused != null) {
            Tensor wideDifference = reshape(difference, width, 1, n);
            Tensor wide = reshape(x, width, 1, n);
            return parts(add(mul(add(all, fused), wideDifference), wide), 5);
        }
        Tensor[] parts = parts(all, 5);
        String[] names = {"w", "k", "v", "r", "g"};
        for (int i = 0; i < parts.length; i++) {
            Tensor factor = add(parts[i], w("time_mix_lerp_" + names[i]));
            parts[i] = add(mul(factor, difference), x);
        }
        return parts;
    }

    Tensor seven(Tensor input, Tensor previous, @Nullable Tensor valueOfFirstLayer) {
        boolean gated = b.has(il, "time_mix_g1") && b.has(il, "time_mix_g2");
        int count = gated ? 6 : 5;
        Tensor difference = repeat(sub(previous, input), width, input.ne1(), input.ne2(), count);
        Tensor[] parts = parts(add(mul(difference, w("time_mix_lerp_fused")), input), count);
        Tensor r = b.lin(parts[0], il, "time_mix_receptance");
        Tensor decay = add(lowRank(parts[1], "time_mix_w1", "time_mix_w2", Activation.TANH), w("time_mix_w0"));
        decay = unary(scale(unary(decay, Activation.SIGMOID)), Activation.EXP);
        Tensor k = b.lin(parts[2], il, "time_mix_key");
        Tensor v = mixedValue(b.lin(parts[3], il, "time_mix_value"), parts[3], valueOfFirstLayer);
        Tensor gate = gated ? lowRank(parts[5], "time_mix_g1", "time_mix_g2", Activation.SIGMOID) : null;
        Tensor rate = lowRank(parts[4], "time_mix_a1", "time_mix_a2", Activation.NONE);
        rate = unary(add(rate, w("time_mix_a0")), Activation.SIGMOID);
        Tensor removal = l2Norm(byHead(mul(k, w("time_mix_k_k"))));
        Tensor learned = mul(k, w("time_mix_k_a"));
        k = add(k, sub(mul(rate, learned), learned));
        r = byHead(r);
        decay = byHead(decay);
        k = byHead(k);
        v = byHead(v);
        rate = byHead(rate);
        Tensor state = state();
        Tensor removed = unary(removal, Activation.NEG);
        Tensor out = recurrence(Op.RWKV_WKV7, r, decay, k, v, removed, mul(removal, rate), state);
        Tensor cur = stored(out);
        cur = b.has(il, "time_mix_ln") ? normedHeads(cur) : reshape(cur, width, n);
        Tensor bonus = sumRows(mul(mul(k, r), reshape(w("time_mix_r_k"), head, heads)));
        cur = add(cur, reshape(mul(v, bonus), width, n));
        return projected(gate == null ? cur : mul(cur, gate));
    }

    private Tensor mixedValue(Tensor own, Tensor input, @Nullable Tensor first) {
        firstValue = first == null ? own : first;
        if (first == null) {
            return own;
        }
        Tensor share = lowRank(input, "time_mix_v1", "time_mix_v2", Activation.NONE);
        share = unary(add(share, w("time_mix_v0")), Activation.SIGMOID);
        return add(own, mul(sub(first, own), share));
    }

    private Tensor lowRank(Tensor x, String down, String up, Activation between) {
        Tensor low = mulMat(w(down), x);
        return mulMat(w(up), between == Activation.NONE ? low : unary(low, between));
    }

    private Tensor[] parts(Tensor all, int count) {
        Tensor[] parts = new Tensor[count];
        for (int i = 0; i < count; i++) {
            parts[i] = view2d(all, width, n, all.nb1(), i * width * n * Rwkv.F32);
        }
        return parts;
    }

    private Tensor byHead(Tensor x) {
        return reshape(x, head, heads, n);
    }

    private Tensor state() {
        return b.states().read(b.memory().state().states(il), rows);
    }

    private Tensor recurrence(Op op, Tensor... sources) {
        return make(GgmlType.F32, width, n + head * b.batch().sequences(), 1, 1, op, sources);
    }

    /** Keeps the new state and returns the outputs. */
    private Tensor stored(Tensor result) {
        long size = width * head * b.batch().sequences();
        Tensor store = b.memory().state().states(il);
        Tensor out = view1d(result, width * n, 0);
        b.expand(cpy(view1d(result, size, width * n * Rwkv.F32), view1d(store, size, 0)));
        return out;
    }

    private Tensor normedHeads(Tensor x) {
        Tensor normed = reshape(layerNorm(reshape(x, width / heads, heads, n)), width, n);
        return add(mul(normed, w("time_mix_ln")), b.requiredBias(il, "time_mix_ln"));
    }

    private Tensor projected(Tensor x) {
        Tensor out = b.lin(x, il, "time_mix_output");
        return reshape(out, width, b.batch().tokensPerSequence(), b.batch().sequences());
    }

    private Tensor w(String name) {
        return b.requiredWeight(il, name);
    }
}
