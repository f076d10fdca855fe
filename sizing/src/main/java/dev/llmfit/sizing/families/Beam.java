package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * beam: windows with rotation, layers without whose queries are scaled by their position, a gate on attention with a bias for each head,
 * and sums whose parts are scaled by their depth.
 *
 * <p>Source: {@code src/models/beam.cpp}.
 */
final class Beam implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        boolean scales = IntStream.range(0, hp.nLayer()).anyMatch(il -> !hp.isSwa(il));
        @Nullable Tensor temperature = scales ? b.input("attn_scale", GgmlType.F32, 1, 1, b.tokens(), 1) : null;
        AttentionInputs inputs = b.attentionInputs();
        OutputRows outputs = b.outputRows(false);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor attended = attention(b, b.rms(x, il, "attn_norm"), il, inputs, positions, temperature);
            attended = outputs.in(b.rms(attended, il, "post_attention_norm"), il);
            Tensor middle = added(attended, outputs.in(x, il));
            Tensor fed = fed(b, b.rms(middle, il, "ffn_norm"), il);
            x = added(b.rms(fed, il, "post_ffw_norm"), middle);
        }
        Tensor logits = outputs.logits(b.outputNorm(x));
        b.finish(hp.scales().finalSoftcap().isPresent() ? b.softcap(logits) : logits);
    }

    private static Tensor added(Tensor branch, Tensor stream) {
        return add(scale(branch), scale(stream));
    }

    private static Tensor attention(
            GraphBuilder b, Tensor x, int il, AttentionInputs inputs, Tensor positions, @Nullable Tensor temperature) {
        HyperParameters hp = b.hp();
        Qkv qkv = b.qkv(x, il);
        Tensor q = b.rms(qkv.q(), il, "attn_q_norm");
        Tensor k = b.rms(qkv.k(), il, "attn_k_norm");
        if (hp.isSwa(il)) {
            q = rope(q, positions);
            k = rope(k, positions);
        } else if (temperature != null) {
            q = mul(q, temperature);
        }
        Tensor out = b.attention(inputs, il).apply(q, k, qkv.v());
        long width = out.ne0();
        long heads = hp.nHead(il);
        Tensor gate = b.linear(x, b.requiredWeight(il, "attn_gate"), null);
        gate = reshape(gate, width / heads, heads, b.tokens());
        @Nullable Tensor bias = b.bias(il, "attn_gate");
        gate = bias == null ? gate : add(gate, reshape(bias, 1, heads, 1));
        gate = reshape(unary(gate, Activation.SIGMOID), width, b.tokens());
        return b.lin(mul(out, gate), il, "attn_output");
    }

    private static Tensor fed(GraphBuilder b, Tensor x, int il) {
        if (il < b.hp().nDenseLead()) {
            return b.ffn(x, il);
        }
        RoutedExperts shape = b.hp().requiredExperts();
        return b.experts(il)
                .gating(shape.gating().orElse(Gating.SIGMOID))
                .normed(shape.weightsNormed())
                .scale(shape.weightsScale())
                .apply(x);
    }
}
