package dev.llmfit.recommend.wish;

import dev.llmfit.units.Amount;

/**
 * How good a launch is for a request; larger is better. Depends only on what the launch gives (quality, speed, context), never on the
 * memory it leaves, so that more memory can only add better launches.
 *
 * @param tier 0 comfortable, 1 usable, 2 not worth running
 * @param utility in doublings of model size
 * @param tg generation of each slot, tok/s; decides between equal utilities, where more speed is worth nothing
 */
public record Score(int tier, double utility, double tg) implements Comparable<Score> {
    public Score {
        Amount.count(tier, "tier");
        if (Double.isNaN(utility) || Double.isNaN(tg)) {
            throw new IllegalArgumentException("a score of " + utility + " at " + tg + " tok/s");
        }
    }

    @Override
    public int compareTo(Score other) {
        if (tier != other.tier) {
            return Integer.compare(other.tier, tier);
        }
        int byUtility = Double.compare(utility, other.utility);
        return byUtility != 0 ? byUtility : Double.compare(tg, other.tg);
    }
}
