package dev.llmfit.cli.recommend;

import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;

/** What sizes and times launches on the command line. */
public final class EstimatorSet {
    private EstimatorSet() {}

    /** Returns the exact sizes and the fitted speeds, with what this user measured. */
    public static Engines engines() {
        EvidenceSource measured = EvidenceSource.ofUser();
        FailureSource failures = FailureSource.ofUser();
        return new Engines(
                new GraphEstimator(),
                new FittedSpeed(SpeedModel.bundled(), measured::of),
                EngineBuild.NEWEST,
                failures::of);
    }
}
