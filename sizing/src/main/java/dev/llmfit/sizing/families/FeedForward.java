package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.div;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.topK;
import static dev.llmfit.sizing.graph.Ops.unary;
import static java.util.Objects.requireNonNull;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.builder.Experts;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/** The second half of a block: a dense network, routed experts, or both. */
@FunctionalInterface
interface FeedForward {
    /** Returns the output for {@code x} [width, tokens]. */
    Tensor apply(GraphBuilder b, Tensor x, int il);

    /** A dense network. */
    static FeedForward dense(Ffn activation) {
        return (b, x, il) -> b.ffn(x, il, activation);
    }

    /** Routed experts in the layers that have a router, a dense network in the others. */
    static FeedForward orDense(FeedForward routed) {
        return (b, x, il) -> b.has(il, "ffn_gate_inp") ? routed.apply(b, x, il) : b.ffn(x, il);
    }

    /** Routed experts weighed by softmax, with the shared expert added if the layer has one. */
    static FeedForward softmaxExperts(boolean normed) {
        return orDense((b, x, il) -> withShared(b, x, il, b.experts(il).normed(normed)));
    }

    /** Routed experts normed as the metadata says, weighed by softmax. */
    static FeedForward softmaxExpertsByMetadata() {
        return orDense((b, x, il) -> withShared(
                b, x, il, b.experts(il).normed(b.hp().requiredExperts().weightsNormed())));
    }

    /** Routed experts normed and weighed as the metadata says. */
    static FeedForward expertsByMetadata() {
        return orDense((b, x, il) -> withShared(
                b,
                x,
                il,
                b.experts(il)
                        .gating(b.hp().requiredExperts().gating().orElse(Gating.SOFTMAX))
                        .normed(b.hp().requiredExperts().weightsNormed())));
    }

    /** Routed experts normed to 1 and weighed as the metadata says. */
    static FeedForward normedExpertsByMetadata() {
        return orDense((b, x, il) -> withShared(
                b,
                x,
                il,
                b.experts(il)
                        .gating(b.hp().requiredExperts().gating().orElse(Gating.SOFTMAX))
                        .normed(true)));
    }

    /** The shared expert first, then the routed ones (hunyuan-moe). */
    static FeedForward sharedFirst() {
        return (b, x, il) -> {
            Tensor shared = b.sharedExpert(x, il, Ffn.SILU);
            return add(routed(b, x, b.experts(il).normed(true)), shared);
        };
    }

    /** Routed experts and a shared one scaled by a gate of its own (qwen2moe). */
    static FeedForward gatedShared() {
        return (b, x, il) -> {
            Tensor routed = routed(b, x, b.experts(il));
            Tensor raw = b.lin(x, il, "ffn_gate_inp_shexp");
            Tensor gate = div(unary(raw, Activation.SILU), raw);
            return add(routed, mul(b.sharedExpert(x, il, Ffn.SILU), gate));
        };
    }

    /** Experts that see inputs already scaled by sigmoid weights (llama4). */
    static FeedForward weightsFirst() {
        return orDense((b, x, il) ->
                withShared(b, x, il, b.experts(il).gating(Gating.SIGMOID).weightsFirst()));
    }

    /** Routed experts and a dense network side by side, if the layer has both (grok). */
    static FeedForward denseBesideExperts() {
        return (b, x, il) -> {
            Tensor routed = routed(b, x, b.experts(il).activation(Ffn.GELU).normed(true));
            return b.has(il, "ffn_up") ? scale(add(b.ffn(x, il, Ffn.GELU), routed)) : routed;
        };
    }

    /** Routed experts and a shared one with gate and up in one projection (granite_swa). */
    static FeedForward joinedShared() {
        return orDense((b, x, il) -> {
            Tensor routed = routed(b, x, b.experts(il).normed(true));
            return b.has(il, "ffn_up_shexp") ? add(routed, b.sharedExpert(x, il, Ffn.SWIGLU)) : routed;
        });
    }

    /** Routed experts normed to 1 and weighed by sigmoid. */
    static FeedForward sigmoidExperts() {
        return orDense((b, x, il) ->
                withShared(b, x, il, b.experts(il).gating(Gating.SIGMOID).normed(true)));
    }

    /** Routed experts chosen by their logits with a bias, and a shared one (kolibri1). */
    static FeedForward chosenByBiasedLogits() {
        return (b, x, il) -> {
            Tensor logits = b.lin(x, il, "ffn_gate_inp");
            Tensor biased = add(logits, requireNonNull(b.bias(il, "exp_probs_b")));
            RoutedExperts shape = b.hp().requiredExperts();
            Experts experts = b.experts(il)
                    .logits(logits)
                    .chosen(topK(biased, shape.used().at(il)))
                    .gating(shape.gating().orElse(Gating.SOFTMAX))
                    .normed(shape.weightsNormed());
            return add(experts.apply(x), b.sharedExpert(x, il, Ffn.SILU));
        };
    }

    /** Routed experts in a narrower space, chosen by the whole input (maion-coder). */
    static FeedForward latentExperts() {
        return orDense((b, x, il) -> {
            Tensor logits = b.lin(x, il, "ffn_gate_inp");
            Tensor latent = b.lin(x, il, "ffn_latent_down");
            return b.lin(b.experts(il).logits(logits).normed(true).apply(latent), il, "ffn_latent_up");
        });
    }

    private static Tensor withShared(GraphBuilder b, Tensor x, int il, Experts experts) {
        Tensor routed = routed(b, x, experts);
        return b.has(il, "ffn_up_shexp") ? add(routed, b.sharedExpert(x, il, Ffn.SILU)) : routed;
    }

    private static Tensor routed(GraphBuilder b, Tensor x, Experts experts) {
        HyperParameters hp = b.hp();
        return experts.scale(hp.requiredExperts().weightsScale()).apply(x);
    }
}
