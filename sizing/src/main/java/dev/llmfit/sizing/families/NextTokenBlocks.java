package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.families.NextTokenGraph.fed;
import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.families.NextTokenGraph.Step;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** The layers for next-token prediction, one for each {@code graph_mtp} in {@code src/models} of llama.cpp b11434. */
final class NextTokenBlocks {
    private NextTokenBlocks() {}

    /** qwen35, qwen35moe: gated full attention. */
    static Tensor gatedAttention(Step s, Tensor x) {
        return gated(s, x, false);
    }

    /** qwen3next: as qwen35moe, with the rows left out behind the attention. */
    static Tensor gatedAttentionOfRows(Step s, Tensor x) {
        return gated(s, x, true);
    }

    private static Tensor gated(Step s, Tensor x, boolean ofRows) {
        GraphBuilder b = s.b();
        Tensor normed = b.rms(x, s.il(), "attn_norm");
        Tensor attended = QwenDelta.splitAttention(b, normed, s.il(), s.inputs(), s.positions());
        Tensor middle = ofRows ? add(s.rows(attended), s.rows(x)) : add(attended, x);
        return fed(
                s,
                middle,
                "post_attention_norm",
                y -> b.has(s.il(), "ffn_gate_inp") ? QwenDelta.gatedSharedExperts(b, y, s.il()) : b.ffn(y, s.il()));
    }

    /** glm4moe: attention, experts and a shared one. */
    static Tensor glm(Step s, Tensor x) {
        return fed(s, add(attention(s, x, null), x), "post_attention_norm", y -> shared(s, y));
    }

    /** hy_v3: as glm4moe, under other names, dense if its router is missing. */
    static Tensor hunyuan(Step s, Tensor x) {
        return fed(
                s,
                add(attention(s, x, s.b().ropeFactors(s.il())), x),
                "ffn_norm",
                y -> s.b().has(s.il(), "ffn_gate_inp") ? shared(s, y) : s.b().ffn(y, s.il()));
    }

    private static Tensor attention(Step s, Tensor x, @Nullable Tensor factors) {
        GraphBuilder b = s.b();
        Qkv qkv = b.qkv(b.rms(x, s.il(), "attn_norm"), s.il());
        Tensor q = rope(b.rmsIfPresent(qkv.q(), s.il(), "attn_q_norm"), s.positions(), factors);
        Tensor k = rope(b.rmsIfPresent(qkv.k(), s.il(), "attn_k_norm"), s.positions(), factors);
        return b.lin(b.attention(s.inputs(), s.il()).apply(q, k, qkv.v()), s.il(), "attn_output");
    }

    private static Tensor shared(Step s, Tensor x) {
        return SharedExperts.denseOrRouted(s.b(), x, s.il(), Gating.SOFTMAX);
    }

    /** deepseek2, deepseek32, glm-dsa: latent attention over all cells, experts and a shared one. */
    static Tensor latent(Step s, Tensor x) {
        GraphBuilder b = s.b();
        int il = s.il();
        Tensor normed = b.rms(x, il, "attn_norm");
        Qkv qkv = CompressedQkv.of(b, CompressedQkv.queries(b, normed, il), normed, il, s.positions());
        Tensor attended = b.attention(s.inputs(), il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(qkv.q(), qkv.k(), qkv.v());
        Tensor middle = add(b.lin(attended, il, "attn_output"), x);
        return fed(s, middle, "ffn_norm", y -> shared(s, y));
    }

    /** step35: attention with a gate for each head, dense or with experts. */
    static Tensor step(Step s, Tensor x) {
        GraphBuilder b = s.b();
        HyperParameters hp = b.hp();
        int il = s.il();
        Tensor normed = b.rms(x, il, "attn_norm");
        Qkv qkv = b.qkv(normed, il);
        @Nullable Tensor factors = hp.isSwa(il) ? null : b.ropeFactors(il);
        Tensor q = rope(b.rmsIfPresent(qkv.q(), il, "attn_q_norm"), s.positions(), factors);
        Tensor k = rope(b.rmsIfPresent(qkv.k(), il, "attn_k_norm"), s.positions(), factors);
        Tensor attended = b.attention(s.inputs(), il).apply(q, k, qkv.v());
        if (b.has(il, "attn_gate")) {
            long heads = hp.nHead(il);
            int n = b.tokens();
            Tensor gate = unary(b.lin(normed, il, "attn_gate"), Activation.SIGMOID);
            Tensor open = mul(reshape(attended, hp.headVAt(il), heads, n), reshape(gate, 1, heads, n));
            attended = reshape(open, hp.headVAt(il) * heads, n);
        }
        Tensor middle = add(b.lin(attended, il, "attn_output"), x);
        return fed(s, middle, "ffn_norm", y -> b.has(il, "ffn_gate_inp") ? shared(s, y) : b.ffn(y, il));
    }

    /** mimo2: attention with sinks, dense. */
    static Tensor mimo(Step s, Tensor x) {
        GraphBuilder b = s.b();
        int il = s.il();
        Qkv qkv = b.qkv(b.rms(x, il, "attn_norm"), il);
        Tensor attended = b.attention(s.inputs(), il)
                .sinks(b.weight(il, "attn_sinks"))
                .apply(rope(qkv.q(), s.positions()), rope(qkv.k(), s.positions()), qkv.v());
        Tensor out = b.lin(attended, il, "attn_output");
        Tensor middle = add(b.hp().scales().attentionValue().isEmpty() ? out : scale(out), x);
        return fed(s, middle, "ffn_norm", y -> b.ffn(y, il));
    }

    /** cohere2moe: attention and experts side by side. */
    static Tensor cohere(Step s, Tensor x) {
        GraphBuilder b = s.b();
        int il = s.il();
        Tensor normed = b.norm(Cohere2Moe.normOf(b.hp()), x, il, "attn_norm");
        Qkv qkv = b.qkv(normed, il);
        @Nullable Tensor factors = b.ropeFactors(il);
        Tensor q = rope(qkv.q(), s.positions(), factors);
        Tensor k = rope(qkv.k(), s.positions(), factors);
        Tensor attended = b.lin(b.attention(s.inputs(), il).apply(q, k, qkv.v()), il, "attn_output");
        return add(add(Cohere2Moe.feedForward(b, normed, il), x), attended);
    }

    /** nemotron_h_moe: attention without rotation, then experts for the rows with outputs. */
    static Tensor nemotron(Step s, Tensor x) {
        GraphBuilder b = s.b();
        Tensor middle = s.rows(add(Hybrid.attention(b, b.rms(x, s.il(), "attn_norm"), s.il(), s.inputs()), x));
        return fed(s, middle, "post_attention_norm", y -> Hybrid.nemotronFeedForward(b, y, s.il()));
    }
}
