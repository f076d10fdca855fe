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
 * @param width the width of one, by layer; 0 where it is that of the dense network ({@code n_ff_exp})
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
        LayerCounts width,
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

    /** Returns the mixture of a model; empty if it has none. */
    static Optional<RoutedExperts> of(HyperParametersValues v) {
        if (v.nExpert == 0) {
            return Optional.empty();
        }
        return Optional.of(new RoutedExperts(
                v.nExpert,
                LayerCounts.of(v.expertUsed),
                LayerCounts.of(v.ffExpert),
                v.nExpertGroups > 1 ? Optional.of(new Groups(v.nExpertGroups, v.nGroupUsed)) : Optional.empty(),
                positive(v.groupExperts),
                positive(v.moeEvery),
                Scales.of(v.expertWeightsScale),
                v.expertWeightsNorm,
                v.gating));
    }

    private static OptionalInt positive(int value) {
        return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
    }
}
