package dev.llmfit.engine;

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
        double t = n - 1 <= T_95.length ? T_95[n - 2] : 1.96;
        return t * Math.sqrt(squares / (n - 1) / n) / mean;
    }
}
