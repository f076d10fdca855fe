package dev.llmfit.recommend;

import dev.llmfit.sizing.LaunchOptions;

/** The largest context that fits with the placement and cache type of a launch, in steps of 256 cells as llama.cpp rounds. */
final class LargestContext {
    private static final int STEP = 256;

    private final Launch launch;
    private final Budgets budgets;
    private final Sizer sizer;
    private final int trained;

    LargestContext(Launch launch, ModelProfile profile, Budgets budgets, Engines engines) {
        this.launch = launch;
        this.budgets = budgets;
        this.sizer =
                new Sizer(engines.memory(), launch.offer().model(launch.fileType()), budgets.memory(), engines.build());
        int slots = launch.options().nParallel();
        this.trained = Math.max(
                launch.options().nCtx(), Math.multiplyExact(profile.hyper().nCtxTrain(), slots));
    }

    /** Returns the tokens, at least those of the launch and at most the trained context of each slot. */
    int find() {
        if (fits(trained)) {
            return trained;
        }
        int low = launch.options().nCtx();
        int high = trained;
        while (high - low > STEP) {
            int middle = low + (high - low) / 2 / STEP * STEP;
            middle = middle == low ? low + STEP : middle;
            if (fits(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean fits(int ctx) {
        LaunchOptions options = launch.options().withNCtx(ctx);
        return sizer.size(options).filter(budgets::fits).isPresent();
    }
}
