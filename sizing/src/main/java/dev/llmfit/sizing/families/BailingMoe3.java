package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.families.KimiDelta.Decay;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/**
 * bailingmoe3 (Ling 3.0): delta attention (KDA) layers with gated compressed attention every few layers.
 *
 * <p>Source: {@code src/models/bailingmoe3.cpp}.
 */
final class BailingMoe3 implements Family {
    private static final KimiDelta DELTA = KimiDelta.of(Decay.BOUNDED_DIRECT, "ssm_g_a");

    @Override
    public void build(GraphBuilder b) {
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor positions = b.positions();
        OutputRows outputs = b.outputRows(true);
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor mixed = b.hp().isRecr(il)
                    ? DELTA.layer(b, normed, il, rows)
                    : gatedAttention(b, normed, il, inputs, positions);
            Tensor middle = add(outputs.in(mixed, il), outputs.in(x, il));
            x = add(SharedExperts.denseOrRouted(b, b.rms(middle, il, "ffn_norm"), il, Gating.SIGMOID), middle);
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }

    /** Compressed attention whose heads a gate opens, each by one number. */
    private static Tensor gatedAttention(
            GraphBuilder b, Tensor normed, int il, AttentionInputs inputs, Tensor positions) {
        Qkv qkv = CompressedQkv.of(b, CompressedQkv.queries(b, normed, il), normed, il, positions);
        Tensor out = b.attention(inputs, il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(qkv.q(), qkv.k(), qkv.v());
        long heads = b.hp().nHead(il);
        int n = b.tokens();
        Tensor gate = reshape(mulMat(b.requiredWeight(il, "attn_gate"), normed), 1, heads, n);
        Tensor gated = mul(reshape(out, out.ne0() / heads, heads, n), unary(gate, Activation.SIGMOID));
        return mulMat(b.requiredWeight(il, "attn_output"), cont(gated, out.ne0(), n));
    }
}
