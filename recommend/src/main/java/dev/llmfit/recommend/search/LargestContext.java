package dev.llmfit.recommend.search;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.RoomSearch;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import java.util.OptionalLong;

/** The largest context that fits with the placement and cache type of a launch, in steps of 256 cells as llama.cpp rounds. */
public final class LargestContext {
    private static final int STEP = EffectiveLaunch.CELLS_PAD;

    private final PlannedLaunch launch;
    private final Budgets budgets;
    private final Sizer sizer;
    private final int trained;

    public LargestContext(PlannedLaunch launch, ModelProfile profile, Budgets budgets, Engines engines) {
        this.launch = launch;
        this.budgets = budgets;
        this.sizer =
                new Sizer(engines.memory(), launch.offer().model(launch.fileType()), budgets.memory(), engines.build());
        int slots = launch.options().nParallel();
        this.trained = Math.max(launch.options().nCtx(), (int)
                Math.min((long) profile.hyper().nCtxTrain() * slots, Integer.MAX_VALUE - STEP));
    }

    /** Returns the tokens, at least those of the launch and at most the trained context of each slot. */
    public int find() {
        return RoomSearch.largest(launch.options().nCtx(), trained, STEP, this::room);
    }

    /** Returns the bytes that a context leaves in the tightest memory; negative if it does not fit. */
    private double room(int ctx) {
        LaunchOptions options = launch.options().withNCtx(ctx);
        OptionalLong overfull = sizer.overfull(options, budgets, launch.estimate());
        if (overfull.isPresent()) {
            return overfull.getAsLong();
        }
        return sizer.size(options)
                .map(e -> (double) Math.min(budgets.headroom(e), budgets.hostLeft(e)))
                .orElse(-1.0);
    }
}
