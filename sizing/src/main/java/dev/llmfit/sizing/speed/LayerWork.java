package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;

/**
 * What one layer costs.
 *
 * @param denseBytes bytes of tensors that every token reads
 * @param denseWeights elements of the matrices among them
 * @param expertBytes bytes of all routed experts
 * @param expertWeights elements of all routed experts
 * @param width elements of a token's embedding
 * @param tensors tensors of the layer, a measure of how many operations it takes
 * @param usedExperts experts per token; 0 for a dense layer
 * @param expertShare used experts over all experts; 1 for a dense layer
 * @param recurrence kind of recurrence
 * @param stateElements elements of the recurrent state of one sequence
 * @param attention what attention costs per cell; {@link Attention#NONE} without attention
 */
record LayerWork(
        PerClass denseBytes,
        PerClass denseWeights,
        PerClass expertBytes,
        PerClass expertWeights,
        int width,
        double tensors,
        int usedExperts,
        double expertShare,
        Recurrence recurrence,
        double stateElements,
        Attention attention) {
    LayerWork {
        Amount.count(width, "width");
        Amount.rate(tensors, "tensors");
        Amount.count(usedExperts, "usedExperts");
        Amount.rate(expertShare, "expertShare");
        Amount.rate(stateElements, "stateElements");
    }

    /** Kinds of recurrence that differ in cost. */
    enum Recurrence {
        NONE,
        /** Gated delta nets. */
        DELTA,
        /** State-space scans, convolutions and RWKV. */
        SCAN
    }

    /**
     * Attention of one layer for one token, per cell of the cache.
     *
     * @param queries query heads
     * @param kElements key elements
     * @param vElements value elements; 0 where keys hold them (MLA)
     * @param flops floating-point operations
     * @param window cells a token may see; 0 for all
     */
    record Attention(double queries, double kElements, double vElements, double flops, int window) {
        Attention {
            Amount.rate(queries, "queries");
            Amount.rate(kElements, "kElements");
            Amount.rate(vElements, "vElements");
            Amount.rate(flops, "flops");
            Amount.count(window, "window");
        }

        static final Attention NONE = new Attention(0, 0, 0, 0, 0);

        /** Returns the cells that are read at this depth. */
        double cells(double depth) {
            return window > 0 ? Math.min(depth, window) : depth;
        }

        /** Returns the mean number of cells that {@code n} tokens from a depth on see. */
        double meanCells(double depth, double n) {
            double all = depth + n / 2;
            return window > 0 ? Math.min(all, window + n / 4) : all;
        }

        /** Returns whether many query heads share one compressed row, so that arithmetic limits it (MLA). */
        boolean isLatent() {
            return flops > LATENT * (kElements + vElements);
        }

        /**
         * Returns how often a cell is read for one token: query heads that share a key head are computed together in groups of
         * a power of two (up to 16) that divides their number; {@code ncols2} in ggml's {@code fattn.cu}.
         */
        double passes() {
            long heads = heads();
            long together = Math.min(16, Long.lowestOneBit(heads));
            return (double) heads / together;
        }

        /** Returns the query heads that share a key head. */
        long heads() {
            return isLatent() || kElements <= 0 ? 1 : Math.max(1, Math.round(flops / 2 / (kElements + vElements)));
        }

        /**
         * Operations per element of the cache from which attention counts as latent ({@code latent} in {@code
         * model.py}): two for each query head that shares a row, and more share it than in grouped queries, of
         * which 16 are usual at most.
         */
        private static final double LATENT = 35;
    }

    /** Returns the layer without its routed experts, which lie elsewhere; how many a token uses stays. */
    LayerWork withoutExperts() {
        return with(denseBytes, denseWeights, PerClass.NOTHING, PerClass.NOTHING);
    }

    /** Returns the layer with other weights. */
    LayerWork with(PerClass bytes, PerClass elements, PerClass bytesOfExperts, PerClass elementsOfExperts) {
        return new LayerWork(
                bytes,
                elements,
                bytesOfExperts,
                elementsOfExperts,
                width,
                tensors,
                usedExperts,
                expertShare,
                recurrence,
                stateElements,
                attention);
    }

    boolean isMoe() {
        return usedExperts > 0;
    }
}
