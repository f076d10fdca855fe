package dev.llmfit.recommend.fleet;

import dev.llmfit.units.Amount;

/**
 * How many users a model is to serve.
 *
 * @param users at the same time
 * @param priority 1 is served before 2, and so on
 */
public record FleetDemand(int users, int priority) {
    /** The last priority: each weighs a thousandth of the one before it, and so many are told apart. */
    public static final int LAST_PRIORITY = 4;

    public FleetDemand {
        Amount.count(users, "users");
        if (users < 1 || priority < 1 || priority > LAST_PRIORITY) {
            throw new IllegalArgumentException("a demand of " + users + " users with priority " + priority);
        }
    }
}
