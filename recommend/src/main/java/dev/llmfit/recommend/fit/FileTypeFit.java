package dev.llmfit.recommend.fit;

import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.plan.PreparedModel;
import dev.llmfit.units.Amount;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * How a model in one file type fits a machine, with an F16 cache and one slot.
 *
 * @param nGpuLayers the most layers on the GPUs with a context of {@link #CONTEXT} tokens; empty if not even none fit, 0 on a
 *     machine without GPUs where the host has room
 * @param layers layers in all, the output layer included
 * @param largestContext the most tokens, a multiple of 256, with the whole model on the GPUs (in RAM without any); empty if
 *     none fit
 */
public record FileTypeFit(OptionalInt nGpuLayers, int layers, OptionalInt largestContext) {
    public FileTypeFit {
        nGpuLayers.ifPresent(n -> Amount.count(n, "nGpuLayers"));
        Amount.count(layers, "layers");
        largestContext.ifPresent(n -> Amount.count(n, "largestContext"));
    }

    /** Tokens of context that {@code nGpuLayers} is for, or the trained context where that is shorter. */
    public static final int CONTEXT = 8192;

    private static final int STEP = EffectiveLaunch.CELLS_PAD;

    /**
     * Finds how a model fits.
     *
     * @throws dev.llmfit.sizing.UnsupportedArchitectureException if the architecture is not modelled
     */
    public static FileTypeFit of(Model model, Budgets budgets, GraphEstimator estimator) {
        PreparedModel prepared = PreparedModel.of(model);
        int trained = prepared.hyperParameters().nCtxTrain();
        int layers = prepared.hyperParameters().nLayerAll() + 1;
        LaunchOptions options = LaunchOptions.defaults().withNOutputsMax(1).withNCtx(Math.min(CONTEXT, trained));
        IntPredicate layersFit = n -> fits(prepared, budgets, estimator, options.withNGpuLayers(n));
        int most = budgets.devices().isEmpty() ? 0 : layers;
        IntPredicate contextFits = steps ->
                fits(prepared, budgets, estimator, options.withNGpuLayers(most).withNCtx(steps * STEP));
        OptionalInt steps = largest(1, Math.max(1, trained / STEP), contextFits);
        return new FileTypeFit(
                largest(0, most, layersFit),
                layers,
                steps.isPresent() ? OptionalInt.of(steps.getAsInt() * STEP) : OptionalInt.empty());
    }

    /** Returns the largest number in a range that holds, for a condition that holds up to some number and not above. */
    private static OptionalInt largest(int first, int last, IntPredicate holds) {
        if (holds.test(last)) {
            return OptionalInt.of(last);
        }
        if (!holds.test(first)) {
            return OptionalInt.empty();
        }
        int low = first;
        int high = last;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return OptionalInt.of(low);
    }

    private static boolean fits(PreparedModel model, Budgets budgets, GraphEstimator estimator, LaunchOptions options) {
        try {
            Estimate estimate = estimator.estimate(model, budgets.memory(), options, EngineBuild.NEWEST);
            return budgets.fits(estimate);
        } catch (LaunchRefusedException e) {
            return false;
        }
    }
}
