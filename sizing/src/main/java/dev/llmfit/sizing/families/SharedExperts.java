package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;

import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Tensor;

/** The feed-forward part of models with a few dense layers first and a shared expert in the others. */
final class SharedExperts {
    private SharedExperts() {}

    static Tensor denseOrRouted(GraphBuilder b, Tensor x, int il, Gating unset) {
        HyperParameters hp = b.hp();
        if (il < hp.nDenseLead()) {
            return b.ffn(x, il);
        }
        Tensor routed = b.experts(il)
                .gating(hp.requiredExperts().gating().orElse(unset))
                .normed(hp.requiredExperts().weightsNormed())
                .scale(hp.requiredExperts().weightsScale())
                .apply(x);
        return add(routed, b.sharedExpert(x, il, Ffn.SILU));
    }
}
