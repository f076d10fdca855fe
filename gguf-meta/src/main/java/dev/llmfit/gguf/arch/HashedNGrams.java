package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/**
 * Embeddings of hashed n-grams that some layers add, behind a convolution whose history they keep ({@code ple.*}).
 *
 * @param layers the layers that have one
 * @param kernel taps of the convolution
 * @param size the longest n-gram, and the distance of the taps
 * @param heads rows of the table that one token looks up
 * @param width channels of the convolution
 */
public record HashedNGrams(LayerSet layers, int kernel, int size, int heads, long width) {
    public HashedNGrams {
        Amount.count(kernel, "kernel");
        Amount.count(size, "size");
        Amount.count(heads, "heads");
        Amount.count(width, "width");
    }

    /** Returns the tokens before the batch that the convolution reads. */
    public long history() {
        return Math.max(0L, kernel - 1L) * size;
    }

    /** Returns the elements of the history of one sequence and layer ({@code ple_conv_state}). */
    public long state() {
        return Math.multiplyExact(history(), width);
    }
}
