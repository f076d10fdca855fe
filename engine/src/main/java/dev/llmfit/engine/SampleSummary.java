package dev.llmfit.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Samples of a speed in tokens per second.
 *
 * @param samples in the order they were taken
 */
public record SampleSummary(List<Double> samples) {
    /** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook, table 1.3.6.7.2). */
    private static final double[] T_95 = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    /** From this many samples on a median of deviations is worth more than their squares; judgement. */
    private static final int FEW = 5;

    /** The standard deviation of a normal distribution over the median of its absolute deviations, 1 / Φ⁻¹(3/4). */
    private static final double OF_NORMAL = 1.4826;

    /**
     * The median of absolute deviations of n samples is short by about this share of n: between 0.8 (n above 9) and 0.9 (n = 5, with
     * the factor 1.206) by Croux and Rousseeuw, Time-Efficient Algorithms for Two Highly Robust Estimators of Scale, 1992.
     */
    private static final double SMALL_SAMPLE = 0.85;

    /** The standard error of a median over that of a mean, of a normal distribution: the root of π / 2. */
    private static final double OF_MEDIAN = Math.sqrt(Math.PI / 2);

    public SampleSummary {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a summary needs a sample");
        }
        for (double s : samples) {
            if (!(s > 0) || Double.isInfinite(s)) {
                throw new IllegalArgumentException("not a speed: " + s);
            }
        }
    }

    /** Returns how many samples there are. */
    public int count() {
        return samples.size();
    }

    /** Returns the arithmetic mean, tokens per second. */
    public double mean() {
        return samples.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Returns the median, tokens per second. */
    public double median() {
        List<Double> sorted = samples.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** Returns the smallest sample. */
    public double least() {
        return samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** Returns the largest sample. */
    public double most() {
        return samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Returns the half width of the 95 % interval of the mean over the mean; infinite with one sample. */
    public double relativeHalfWidth() {
        int n = count();
        if (n == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = mean();
        double squares = 0;
        for (double s : samples) {
            squares += (s - mean) * (s - mean);
        }
        return student(n) * Math.sqrt(squares / (n - 1) / n) / mean;
    }

    /**
     * Returns the half width of the 95 % interval of the median over the median; infinite with one sample. How much single samples
     * vary is told by their deviations from the median: of few by the root of their mean square, of more by their median, which a
     * sample that lost its turn to other work does not move.
     */
    public double medianHalfWidth() {
        int n = count();
        if (n == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double median = median();
        double[] apart =
                samples.stream().mapToDouble(s -> Math.abs(s - median)).sorted().toArray();
        double spread;
        if (n < FEW) {
            spread = Math.sqrt(Arrays.stream(apart).map(d -> d * d).sum() / (n - 1));
        } else {
            int half = n / 2;
            double middle = n % 2 == 1 ? apart[half] : (apart[half - 1] + apart[half]) / 2;
            spread = middle * OF_NORMAL * n / (n - SMALL_SAMPLE);
        }
        return student(n) * OF_MEDIAN * spread / Math.sqrt(n) / median;
    }

    private static double student(int n) {
        return n - 1 <= T_95.length ? T_95[n - 2] : 1.96;
    }
}
