package dev.llmfit.engine.load;

import java.util.List;

/**
 * Percentiles of durations in seconds, by the nearest rank.
 *
 * @param p50 median
 * @param p90 nine of ten are not longer
 * @param p99 99 of 100 are not longer
 * @param most the longest
 */
public record Percentiles(double p50, double p90, double p99, double most) {
    public Percentiles {
        if (!(p50 >= 0 && p50 <= p90 && p90 <= p99 && p99 <= most) || Double.isInfinite(most)) {
            throw new IllegalArgumentException("not percentiles: " + p50 + " " + p90 + " " + p99 + " " + most);
        }
    }

    /** Returns the percentiles of these durations; there must be one at least. */
    public static Percentiles of(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return new Percentiles(rank(sorted, 50), rank(sorted, 90), rank(sorted, 99), sorted.getLast());
    }

    private static double rank(List<Double> sorted, int percent) {
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.get(Math.max(0, rank - 1));
    }
}
