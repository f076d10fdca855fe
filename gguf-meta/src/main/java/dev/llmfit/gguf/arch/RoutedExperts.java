package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A mixture of experts.
 *
 * @param count the routed experts of a layer ({@code n_expert})
 * @param used those that each token uses, by layer ({@code n_expert_used})
 * @param width the width of one, by layer; none where it is that of the dense network ({@code n_ff_exp})
 * @param groups the groups they are chosen from; empty if they are chosen from all
 * @param perAdjugate routed experts per adjugate expert (grovemoe)
 * @param every the period of layers with experts (nomic-bert-moe); empty if every layer with a router has them
 * @param weightsScale factor of the expert weights
 * @param weightsNormed whether the weights of the chosen experts are normed to 1
 * @param gating how the router weighs experts; empty if neither file nor architecture says so
 */
public record RoutedExperts(
        int count,
        LayerCounts used,
        LayerNumbers width,
        Optional<Groups> groups,
        OptionalInt perAdjugate,
        OptionalInt every,
        OptionalDouble weightsScale,
        boolean weightsNormed,
        Optional<Gating> gating) {
    /**
     * Groups of experts, the best of which are used.
     *
     * @param count the groups ({@code n_expert_groups})
     * @param used those that each token may use ({@code n_group_used})
     */
    public record Groups(int count, int used) {
        public Groups {
            Amount.count(count, "count");
            Amount.count(used, "used");
        }
    }

    public RoutedExperts {
        Amount.count(count, "count");
    }

    /** Returns a mixture without anything that only some architectures have. */
    static RoutedExperts of(int count, LayerCounts used, Optional<Groups> groups) {
        return new RoutedExperts(
                count,
                used,
                LayerNumbers.none(used.layers()),
                groups,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                false,
                Optional.empty());
    }

    RoutedExperts withWidth(LayerNumbers widths) {
        return new RoutedExperts(count, used, widths, groups, perAdjugate, every, weightsScale, weightsNormed, gating);
    }

    RoutedExperts withPerAdjugate(int experts) {
        return new RoutedExperts(
                count, used, width, groups, positive(experts), every, weightsScale, weightsNormed, gating);
    }

    RoutedExperts withEvery(int period) {
        return new RoutedExperts(
                count, used, width, groups, perAdjugate, positive(period), weightsScale, weightsNormed, gating);
    }

    RoutedExperts withWeights(OptionalDouble scale, boolean normed) {
        return new RoutedExperts(count, used, width, groups, perAdjugate, every, scale, normed, gating);
    }

    RoutedExperts withGating(Optional<Gating> router) {
        return new RoutedExperts(count, used, width, groups, perAdjugate, every, weightsScale, weightsNormed, router);
    }

    RoutedExperts repeated(int layers) {
        return new RoutedExperts(
                count,
                used.repeated(layers),
                width.repeated(layers),
                groups,
                perAdjugate,
                every,
                weightsScale,
                weightsNormed,
                gating);
    }

    private static OptionalInt positive(int value) {
        return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
    }
}
