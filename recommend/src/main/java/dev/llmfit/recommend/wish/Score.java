package dev.llmfit.recommend.wish;

import dev.llmfit.units.Amount;

/**
 * How good a launch is for a request; larger is better. Depends only on what the launch gives (quality, speed, context), never on the
 * memory it leaves, so that more memory can only add better launches.
 *
 * @param tier 0 worth running; 1 worth running, but only the middle of the range reaches the speed that was asked for, or the file type
 *     loses more than is comfortable; 2 not worth running
 * @param parts what it is worth, in doublings of model size
 * @param tg generation of each slot, tok/s; decides between equals, where more speed is worth nothing
 */
public record Score(int tier, ScoreParts parts, double tg) implements Comparable<Score> {
    public Score {
        Amount.count(tier, "tier");
        if (Double.isNaN(parts.total()) || Double.isNaN(tg)) {
            throw new IllegalArgumentException("a score of " + parts + " at " + tg + " tok/s");
        }
    }

    /** Creates a score whose parts are not told apart. */
    public Score(int tier, double utility, double tg) {
        this(tier, ScoreParts.only(utility), tg);
    }

    /** Returns the sum of the parts, doublings of model size. */
    public double utility() {
        return parts.total();
    }

    /** Returns the same score with a little taken off for a slower launch. */
    public Score less(double doublings) {
        return new Score(tier, parts.slower(doublings), tg);
    }

    @Override
    public int compareTo(Score other) {
        if (tier != other.tier) {
            return Integer.compare(other.tier, tier);
        }
        int byUtility = Double.compare(utility(), other.utility());
        return byUtility != 0 ? byUtility : Double.compare(tg, other.tg);
    }
}
