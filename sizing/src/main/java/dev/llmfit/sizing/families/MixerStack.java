package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;

import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Tensor;

/** A model whose layers are a norm and one mixer each, added to the residual ({@code mamba.cpp} and {@code mamba2.cpp} in llama.cpp). */
final class MixerStack {
    private MixerStack() {}

    /** Builds one mixer layer from its normed input. */
    interface Mixer {
        Tensor layer(GraphBuilder b, Tensor normed, int il, StateInput rows);
    }

    /** Builds the whole graph. */
    static void build(GraphBuilder b, Mixer mixer) {
        Tensor x = b.embedding();
        StateInput rows = b.states().inputs();
        Tensor outputIds = b.outputIds();
        for (int il = 0; il < b.hp().nLayer(); il++) {
            Tensor mixed = mixer.layer(b, b.rms(x, il, "attn_norm"), il, rows);
            mixed = b.lastRows(mixed, il, outputIds);
            x = add(mixed, b.lastRows(x, il, outputIds));
        }
        b.finish(b.logits(b.outputNorm(x)));
    }
}
