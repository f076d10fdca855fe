package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.ResidualStream.Checkpoints;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.builder.Situ;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.families.KimiDelta.Decay;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * kimi-k3: delta attention (KDA) layers with gated compressed attention in between, experts of a narrower width, and layers that read
 * a mix of the residual stream at earlier layers.
 *
 * <p>Source: {@code src/models/kimi-k3.cpp}.
 */
final class KimiK3 implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        int every = hp.stream(Checkpoints.class).every();
        KimiDelta delta = KimiDelta.of(hp.has(GraphVariant.BOUNDED_DECAY) ? Decay.BOUNDED : Decay.SOFTPLUS, "ssm_g");
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        Tensor outputIds = b.outputIds();
        Earlier earlier = new Earlier(b, every > 0);
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor mixed = earlier.mixed(x, b.weight(il, "attn_res_score"));
            boolean kept = every > 0 && il % every == 0;
            if (kept) {
                earlier.keep(x);
            }
            Tensor normed = b.rms(mixed, il, "attn_norm");
            b.expand(normed);
            Tensor attended = hp.isRecr(il) ? delta.layer(b, normed, il, rows) : gatedAttention(b, normed, il, inputs);
            Tensor middle = kept ? attended : add(x, attended);
            Tensor input = b.rms(earlier.mixed(middle, b.weight(il, "ffn_res_score")), il, "ffn_norm");
            x = add(middle, il < hp.nDenseLead() ? dense(b, input, il, "") : narrowExperts(b, input, il));
        }
        x = getRows(earlier.mixed(x, b.global("output_res_score.weight")), outputIds);
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor gatedAttention(GraphBuilder b, Tensor normed, int il, AttentionInputs inputs) {
        Qkv qkv = CompressedQkv.of(b, CompressedQkv.queries(b, normed, il), normed, il, null);
        Tensor out = b.attention(inputs, il)
                .decompression(b.requiredWeight(il, "attn_v_b"))
                .apply(qkv.q(), qkv.k(), qkv.v());
        if (b.has(il, "attn_gate")) {
            out = mul(out, unary(mulMat(b.requiredWeight(il, "attn_gate"), normed), Activation.SIGMOID));
        }
        return mulMat(b.requiredWeight(il, "attn_output"), out);
    }

    private static Tensor dense(GraphBuilder b, Tensor x, int il, String which) {
        Tensor gate = mulMat(b.requiredWeight(il, "ffn_gate" + which), x);
        Tensor up = mulMat(b.requiredWeight(il, "ffn_up" + which), x);
        return mulMat(b.requiredWeight(il, "ffn_down" + which), Situ.of(b.hp(), gate, up));
    }

    /** Experts between a projection down and one up, and shared ones of the full width. */
    private static Tensor narrowExperts(GraphBuilder b, Tensor x, int il) {
        RoutedExperts shape = b.hp().requiredExperts();
        Tensor down = b.weight(il, "ffn_routed_down");
        Tensor routed = b.experts(il)
                .logits(mulMat(b.requiredWeight(il, "ffn_gate_inp"), x))
                .gating(shape.gating().orElseThrow())
                .activation(Ffn.SITU)
                .normed(shape.weightsNormed())
                .scale(shape.weightsScale())
                .apply(down == null ? x : mulMat(down, x));
        routed = b.rmsIfPresent(routed, il, "ffn_routed_norm");
        Tensor up = b.weight(il, "ffn_routed_up");
        routed = up == null ? routed : mulMat(up, routed);
        return b.has(il, "ffn_gate_shexp") ? add(routed, dense(b, x, il, "_shexp")) : routed;
    }

    /** The stream as it was at earlier layers, which later ones weigh and add. */
    private static final class Earlier {
        private final GraphBuilder b;
        private final boolean used;
        private @Nullable Tensor kept;

        Earlier(GraphBuilder b, boolean used) {
            this.b = b;
            this.used = used;
        }

        void keep(Tensor x) {
            Tensor one = reshape(x, x.ne0(), 1, b.tokens());
            kept = kept == null ? one : concat(kept, one, 1);
        }

        Tensor mixed(Tensor x, @Nullable Tensor scores) {
            if (!used || kept == null || scores == null) {
                return x;
            }
            long count = kept.ne1();
            long n = b.tokens();
            Tensor old = reshape(sumRows(mul(rmsNorm(kept), scores)), count, n);
            Tensor now = sumRows(mul(rmsNorm(x), scores));
            Tensor shares = softMax(concat(old, now, 0));
            Tensor ofOld = cont(view2d(shares, count, n, shares.nb1(), 0));
            Tensor ofNow = cont(view2d(shares, 1, n, shares.nb1(), count * shares.nb0()));
            Tensor sum = make(GgmlType.F32, x.ne0(), n, 1, 1, Op.DSV4_HC_PRE, kept, ofOld);
            return add(sum, mul(x, ofNow));
        }
    }
}
