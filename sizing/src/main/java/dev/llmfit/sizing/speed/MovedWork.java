package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;
import java.util.OptionalInt;

/**
 * The part of a layer's weights that options put elsewhere than the layer. It is multiplied where it lies.
 *
 * @param device index of its device; empty for the CPU
 * @param denseBytes bytes of tensors that every token reads
 * @param denseWeights elements of the matrices among them
 * @param expertBytes bytes of routed experts
 * @param expertWeights elements of routed experts
 * @param excursions how often a token leaves the layer's device for them: for attention, for the feed-forward network
 */
record MovedWork(
        OptionalInt device,
        PerClass denseBytes,
        PerClass denseWeights,
        PerClass expertBytes,
        PerClass expertWeights,
        int excursions) {
    MovedWork {
        Amount.count(excursions, "excursions");
    }

    /** Returns all routed experts of a layer, in host memory. */
    static MovedWork expertsOnHost(LayerWork layer) {
        return new MovedWork(
                OptionalInt.empty(), PerClass.NOTHING, PerClass.NOTHING, layer.expertBytes(), layer.expertWeights(), 1);
    }
}
