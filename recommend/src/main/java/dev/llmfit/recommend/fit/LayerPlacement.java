package dev.llmfit.recommend.fit;

import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.OptionalDouble;

/**
 * A placement of layers that fits.
 *
 * @param options the launch
 * @param estimate what it allocates, exactly
 * @param next what one more layer on the GPU would miss
 * @param fastest what the fastest split of the same layers gives, tok/s, where this one was taken although it is a little slower; a
 *     score counts it, so that more memory, with which another split is taken, cannot lower it
 */
public record LayerPlacement(LaunchOptions options, Estimate estimate, NextLayer next, OptionalDouble fastest) {
    /** Creates a placement that no other split of its layers beats. */
    public LayerPlacement(LaunchOptions options, Estimate estimate, NextLayer next) {
        this(options, estimate, next, OptionalDouble.empty());
    }

    /** Returns the same placement with what one more layer would miss. */
    public LayerPlacement withNext(NextLayer layer) {
        return new LayerPlacement(options, estimate, layer, fastest);
    }

    /** Returns the same placement, taken in spite of one that gives so many tok/s. */
    public LayerPlacement insteadOf(double tokensPerSecond) {
        return new LayerPlacement(options, estimate, next, OptionalDouble.of(tokensPerSecond));
    }
}
