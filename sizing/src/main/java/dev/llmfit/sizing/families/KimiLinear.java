package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.gatedDeltaNet;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.ssmConv;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.DeltaAttention;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/**
 * kimi-linear: delta attention (KDA) layers with compressed attention without rotation in between.
 *
 * <p>Source: {@code src/models/kimi-linear.cpp} and {@code build_delta_net_fused}.
 */
final class KimiLinear implements Family {
    private static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        FeedForward experts = FeedForward.normedExpertsByMetadata();
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            b.expand(normed);
            Tensor mixed = hp.isRecr(il) ? delta(b, normed, il, rows) : compressed(b, normed, il, inputs);
            mixed = b.lastRows(mixed, il, outputIds);
            Tensor middle = add(mixed, b.lastRows(x, il, outputIds));
            Tensor input = b.rms(middle, il, "ffn_norm");
            x = add(il < hp.nDenseLead() ? b.ffn(input, il) : experts.apply(b, input, il), middle);
        }
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor compressed(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs) {
        Qkv qkv = CompressedQkv.of(b, b.lin(normed, il, "attn_q"), normed, il, null);
        Tensor out = b.attention(inputs, il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(qkv.q(), qkv.k(), qkv.v());
        return b.lin(out, il, "attn_output");
    }

    private static Tensor delta(GraphBuilder b, Tensor normed, int il, StateInput rows) {
        long head = b.hp().recurrence(DeltaAttention.class).head();
        long heads = b.hp().nHead(0);
        long n = b.tokens();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        Tensor kept = b.states().read(b.memory().state().rolling(il), rows);
        Tensor q = convolved(b, normed, kept, il, 0, "q");
        Tensor k = convolved(b, normed, kept, il, 1, "k");
        Tensor v = convolved(b, normed, kept, il, 2, "v");
        Tensor decay = mulMat(b.requiredWeight(il, "ssm_f_b"), mulMat(b.requiredWeight(il, "ssm_f_a"), normed));
        decay = unary(add(decay, b.requiredBias(il, "ssm_dt")), Activation.SOFTPLUS);
        decay = mul(reshape(decay, head, heads, n), reshape(b.requiredWeight(il, "ssm_a"), 1, heads, 1));
        decay = reshape(decay, head, heads, per, sequences);
        Tensor beta = mulMat(b.requiredWeight(il, "ssm_beta"), normed);
        beta = unary(reshape(beta, 1, heads, per, sequences), Activation.SIGMOID);
        Tensor bySequence = reshape(normed, normed.ne0(), per, sequences);
        Tensor store = b.memory().state().states(il);
        Tensor state = reshape(b.states().read(store, rows), head, head, heads, sequences);
        Tensor result = gatedDeltaNet(scale(rmsNorm(q)), scale(rmsNorm(k)), v, decay, beta, state);
        Tensor out = cont(view4d(
                result, head, heads, per, sequences, head * F32, head * heads * F32, head * heads * per * F32, 0));
        long square = head * head;
        Tensor renewed = view4d(
                result,
                head,
                head,
                heads,
                sequences,
                head * F32,
                square * F32,
                square * heads * F32,
                head * heads * n * F32);
        b.expand(cpy(renewed, view1d(store, square * heads * sequences, 0)));
        Tensor flat = reshape(bySequence, normed.ne0(), n);
        Tensor gate = mulMat(b.requiredWeight(il, "ssm_g_b"), mulMat(b.requiredWeight(il, "ssm_g_a"), flat));
        gate = unary(reshape(gate, head, heads, n), Activation.SIGMOID);
        Tensor gated = mul(b.rms(reshape(out, head, heads, n), il, "ssm_norm"), gate);
        return mulMat(b.requiredWeight(il, "attn_output"), cont(gated, head * heads, n));
    }

    /** Projects, convolves over the kept columns and the new ones, and keeps the last columns. */
    private static Tensor convolved(GraphBuilder b, Tensor x, Tensor kept, int il, long part, String name) {
        HyperParameters hp = b.hp();
        long inner = (long) hp.nHead(0) * hp.recurrence(DeltaAttention.class).head();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        long keep = hp.recurrence(DeltaAttention.class).kernel() - 1L;
        long column = keep * F32;
        long row = 3 * keep * inner * F32;
        long offset = part * keep * inner * F32;
        Tensor old = view3d(kept, keep, inner, sequences, column, row, offset);
        Tensor projected = mulMat(b.requiredWeight(il, "attn_" + name), x);
        Tensor both = concat(old, transpose(reshape(projected, inner, per, sequences)), 0);
        Tensor last = view3d(both, keep, inner, sequences, both.nb1(), both.nb2(), per * F32);
        Tensor store = b.memory().state().rolling(il);
        b.expand(cpy(last, view3d(store, keep, inner, sequences, column, row, offset)));
        Tensor kernel = reshape(
                b.requiredWeight(il, "ssm_conv1d_" + name),
                hp.recurrence(DeltaAttention.class).kernel(),
                inner);
        Tensor out = unary(reshape(ssmConv(both, kernel), inner, b.tokens()), Activation.SILU);
        return reshape(out, hp.recurrence(DeltaAttention.class).head(), hp.nHead(0), per, sequences);
    }
}
