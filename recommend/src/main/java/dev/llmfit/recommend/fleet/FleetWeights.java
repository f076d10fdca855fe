package dev.llmfit.recommend.fleet;

import java.util.List;

/** What a served user is worth: all users of a demand together 1, a thousandth for each priority behind the first. */
final class FleetWeights {
    /** The part of a priority behind the one before it; judgement: no fleet has a thousand models. */
    private static final double BEHIND = 1e-3;

    private FleetWeights() {}

    static double user(FleetDemand demand) {
        return Math.pow(BEHIND, demand.priority() - 1.0) / demand.users();
    }

    static double[] users(List<FleetDemand> demands) {
        return demands.stream().mapToDouble(FleetWeights::user).toArray();
    }
}
