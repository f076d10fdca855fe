package dev.llmfit.cli.recommend;

import dev.llmfit.recommend.Engines;
import dev.llmfit.recommend.TwoTermSpeed;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.GraphEstimator;

/** What sizes and times launches on the command line. */
final class Launches {
    private Launches() {}

    static Engines engines() {
        return new Engines(new GraphEstimator(), new TwoTermSpeed(), EngineBuild.NEWEST);
    }
}
