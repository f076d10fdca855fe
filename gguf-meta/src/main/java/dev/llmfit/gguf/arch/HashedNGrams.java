package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/**
 * The history of hashed n-grams that some layers keep ({@code ple_conv_state}).
 *
 * @param layers the layers that keep one
 * @param state its elements, of one sequence and layer
 */
public record HashedNGrams(LayerSet layers, long state) {
    public HashedNGrams {
        Amount.count(state, "state");
    }
}
