package dev.llmfit.sizing.speed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the prices that explain measured times best. Prices and times are compared by their logarithms, so that twice and half are equally
 * far: a price is as likely to be some times too high as too low, and never below 0. Where no reading tells, a price stays at that of
 * the whole machine (maximum a posteriori, by damped Gauss-Newton steps).
 */
final class PriceFit {
    /** Relative standard deviation of what the formula leaves out, beside the error of a reading itself; judgement. */
    private static final double LEFT_OUT = 0.05;
    /** How far the logarithm of a machine as a whole lies from the formula: a factor of two is nothing unusual. Judgement. */
    private static final double MACHINE = 0.7;
    /** How far the logarithm of a class lies from that of the whole machine; judgement. */
    private static final double PRIOR = 0.35;
    /** The same of what is no weight: attention, experts, states and links differ by machine and build far more than kernels. Judgement. */
    private static final double OPEN_PRIOR = 1.5;
    /** A reading in which attention or experts take this share tells of them, not of the machine as a whole; judgement. */
    private static final double OTHERS_TELL = 0.10;

    private static final int MOST_STEPS = 50;

    /** Below this change of all logarithms the search ends. */
    private static final double STILL = 1e-6;

    /** No logarithm changes by more in one step. */
    private static final double LONGEST = 1;

    private final List<CalibrationReading> readings;
    private final double[][] rows;
    private final double[] mean = new double[CostPart.PRICES];
    private final double[] deviation = new double[CostPart.PRICES];

    private PriceFit(List<CalibrationReading> readings, boolean onDevice) {
        this.readings = readings;
        this.rows = readings.stream().map(r -> r.predicted().row()).toArray(double[][]::new);
        double whole = whole(readings);
        for (int i = 0; i < mean.length; i++) {
            boolean weights = i < WeightClass.COUNT;
            boolean apart = i == CostPart.LINK.index()
                    || (onDevice && (i == CostPart.EXPERTS.index() || i == CostPart.ATTENTION.index()));
            mean[i] = apart ? 0 : whole;
            deviation[i] = weights || i == CostPart.LAYERS.index() ? PRIOR : OPEN_PRIOR;
        }
    }

    /**
     * Returns the prices by place in {@link CostPart#id}.
     *
     * @param readings of one test in one place, one at least
     * @param onDevice whether that is a GPU: there, what is known of weights says nothing of experts and attention
     */
    static double[] of(List<CalibrationReading> readings, boolean onDevice) {
        return new PriceFit(readings, onDevice).prices();
    }

    private double[] prices() {
        double[] logs = mean.clone();
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] change = eliminate(normal(logs));
            double longest = Arrays.stream(change).map(Math::abs).max().orElse(0);
            double damping = longest > LONGEST ? LONGEST / longest : 1;
            for (int i = 0; i < logs.length; i++) {
                logs[i] += damping * change[i];
            }
            if (longest < STILL) {
                break;
            }
        }
        return Arrays.stream(logs).map(Math::exp).toArray();
    }

    /** Returns the equations of a step; the right-hand side is the last column. */
    private double[][] normal(double[] logs) {
        int n = logs.length;
        double[][] normal = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            double weight = 1 / (deviation[i] * deviation[i]);
            normal[i][i] = weight;
            normal[i][n] = weight * (mean[i] - logs[i]);
        }
        for (int r = 0; r < rows.length; r++) {
            double[] parts = new double[n];
            double seconds = readings.get(r).predicted().rest();
            for (int i = 0; i < n; i++) {
                parts[i] = Math.exp(logs[i]) * rows[r][i];
                seconds += parts[i];
            }
            // What overlaps may be more than the whole; then the parts alone are compared.
            double time = Math.max(seconds, Arrays.stream(parts).sum() / 2);
            double missing = Math.log(readings.get(r).seconds() / time);
            double variance = variance(readings.get(r));
            for (int i = 0; i < n; i++) {
                double slope = parts[i] / time / variance;
                for (int j = 0; j < n; j++) {
                    normal[i][j] += slope * parts[j] / time;
                }
                normal[i][n] += slope * missing;
            }
        }
        return normal;
    }

    /**
     * Returns the logarithm of how many times as long as the formula says the machine takes as a whole: the median of readings that
     * weights alone decide, each counted by how well it is known, and the nearer to the formula the less all of them know. A long context
     * and experts say nothing of kinds of weights that were not read.
     */
    private static double whole(List<CalibrationReading> readings) {
        List<CalibrationReading> plain = new ArrayList<>(readings);
        plain.removeIf(r -> share(r, CostPart.ATTENTION) > OTHERS_TELL || share(r, CostPart.EXPERTS) > OTHERS_TELL);
        if (plain.isEmpty()) {
            plain.addAll(readings);
        }
        plain.sort(Comparator.comparingDouble(CalibrationReading::factor).reversed());
        double known = plain.stream().mapToDouble(r -> 1 / variance(r)).sum();
        double median = 0;
        double sum = 0;
        double last = 0;
        for (CalibrationReading reading : plain) {
            // A reading stands at the middle of its weight; between two of them the median is in between.
            double here = sum + 1 / variance(reading) / 2;
            double log = -Math.log(reading.factor());
            median = sum == 0 ? log : median + (log - median) * Math.min(1, (known / 2 - last) / (here - last));
            if (here >= known / 2) {
                break;
            }
            last = here;
            sum += 1 / variance(reading);
        }
        double variance = Math.PI / 2 / known;
        return median * MACHINE * MACHINE / (MACHINE * MACHINE + variance);
    }

    private static double variance(CalibrationReading reading) {
        return LEFT_OUT * LEFT_OUT + reading.error() * reading.error();
    }

    private static double share(CalibrationReading reading, CostPart part) {
        return reading.predicted().share(part.index());
    }

    /** Solves a positive definite system by Gauss's elimination. */
    private static double[] eliminate(double[][] a) {
        int n = a.length;
        for (int p = 0; p < n; p++) {
            for (int i = p + 1; i < n; i++) {
                double f = a[i][p] / a[p][p];
                for (int j = p; j <= n; j++) {
                    a[i][j] -= f * a[p][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double sum = a[i][n];
            for (int j = i + 1; j < n; j++) {
                sum -= a[i][j] * x[j];
            }
            x[i] = sum / a[i][i];
        }
        return x;
    }
}
