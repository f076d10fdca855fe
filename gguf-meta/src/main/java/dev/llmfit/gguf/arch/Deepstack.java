package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/**
 * Inputs that an image brings to layers behind the first.
 *
 * @param inputs how many ({@code n_deepstack_layers})
 * @param byLayer the input that a layer adds ({@code deepstack_mapping}); none where the leading layers add one each
 */
public record Deepstack(int inputs, LayerNumbers byLayer) {
    public Deepstack {
        Amount.count(inputs, "inputs");
    }
}
