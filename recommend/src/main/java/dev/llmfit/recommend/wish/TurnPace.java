package dev.llmfit.recommend.wish;

/**
 * Speeds of a launch that a turn of a conversation depends on.
 *
 * @param tg generation of each slot, tok/s
 * @param low low end of its range, tok/s
 * @param pp prompt of a typical turn, tok/s; infinite where only a bound is wanted
 */
public record TurnPace(double tg, double low, double pp) {
    public TurnPace {
        if (!(tg >= 0 && low >= 0 && low <= tg * (1 + 1e-9) && pp >= 0)) {
            throw new IllegalArgumentException("not a pace: " + tg + " " + low + " " + pp);
        }
    }

    /** Returns a pace that a launch has at most. */
    public static TurnPace atMost(double tg, double pp) {
        return new TurnPace(tg, tg, pp);
    }

    /** Returns the same pace with generation of at most so many tok/s. */
    public TurnPace notAbove(double most) {
        return tg <= most ? this : new TurnPace(most, low * most / tg, pp);
    }
}
