package dev.llmfit.sizing.speed;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much dearer than the formula one processor reads and multiplies weights of each {@link WeightClass}, and how much dearer
 * what comes beside them is. Found from a few small models that mix classes: the costs are those that explain all measured
 * times best, and stay near the formula where no model tells (Bayesian linear regression; times are linear in the factors).
 */
final class ProcessorCalibration {
    /** A reading's relative standard deviation: repeats on a quiet machine. */
    private static final double READING = 0.03;
    /** How far a class may lie from what the machine is slower or faster by as a whole. */
    private static final double PRIOR = 0.5;
    /** No class is free. */
    private static final double LEAST = 0.1;

    private final Factors reading;
    private final Factors multiplying;

    /**
     * Factors on the formula.
     *
     * @param classes on the weights of each class
     * @param rest on what comes beside them
     */
    private record Factors(PerClass classes, double rest) {}

    private ProcessorCalibration(Factors reading, Factors multiplying) {
        this.reading = reading;
        this.multiplying = multiplying;
    }

    /** Returns the factors that explain readings of a processor with these rates. */
    static ProcessorCalibration of(ProcessorRates rates, List<ProcessorReading> readings) {
        return new ProcessorCalibration(
                solve(readings, r -> 1 / r.tg(), r -> generation(rates, r), r -> generationRest(rates, r)),
                solve(readings, r -> 1 / r.pp(), r -> prompt(rates, r), r -> promptRest(rates, r)));
    }

    /** Returns the factor on reading weights of a class for generation. */
    double reading(WeightClass c) {
        return reading.classes().get(c);
    }

    /** Returns the factor on the fixed cost of layers. */
    double layers() {
        return reading.rest();
    }

    /** Returns the factor on multiplying weights of a class with a prompt. */
    double multiplying(WeightClass c) {
        return multiplying.classes().get(c);
    }

    /** Returns the factor on what a prompt costs beside multiplications. */
    double activations() {
        return multiplying.rest();
    }

    private static double[] generation(ProcessorRates rates, ProcessorReading r) {
        double[] parts = new double[WeightClass.COUNT + 1];
        for (WeightClass c : WeightClass.ALL) {
            parts[c.index()] = rates.readSeconds(c, r.work().bytes().getOrDefault(c.id(), 0.0), 1);
        }
        parts[WeightClass.COUNT] = rates.layerSeconds(r.work().tensors());
        return parts;
    }

    private static double generationRest(ProcessorRates rates, ProcessorReading r) {
        return rates.attentionSeconds(r.work().attention() * r.tgTokens() / 2.0);
    }

    private static double[] prompt(ProcessorRates rates, ProcessorReading r) {
        double[] parts = new double[WeightClass.COUNT + 1];
        for (WeightClass c : WeightClass.ALL) {
            parts[c.index()] = rates.multiplySeconds(c, r.work().weights().getOrDefault(c.id(), 0.0));
        }
        parts[WeightClass.COUNT] = rates.activationSeconds(r.work().activations());
        return parts;
    }

    private static double promptRest(ProcessorRates rates, ProcessorReading r) {
        return rates.attentionSeconds(r.work().attention() * r.ppTokens() / 2.0)
                + rates.layerSeconds(r.work().tensors()) / r.ppTokens();
    }

    private interface Parts {
        double[] of(ProcessorReading reading);
    }

    private static Factors solve(
            List<ProcessorReading> readings,
            ToDoubleFunction<ProcessorReading> measured,
            Parts parts,
            ToDoubleFunction<ProcessorReading> rest) {
        double whole = Math.exp(readings.stream()
                .mapToDouble(r -> Math.log(
                        measured.applyAsDouble(r) / (Arrays.stream(parts.of(r)).sum() + rest.applyAsDouble(r))))
                .average()
                .orElse(0));
        int n = WeightClass.COUNT + 1;
        double[][] normal = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            double weight = 1 / (PRIOR * PRIOR * whole * whole);
            normal[i][i] = weight;
            normal[i][n] = weight * whole;
        }
        for (ProcessorReading r : readings) {
            double[] row = parts.of(r);
            double time = measured.applyAsDouble(r);
            double sigma = READING * time;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    normal[i][j] += row[i] * row[j] / (sigma * sigma);
                }
                normal[i][n] += row[i] * (time - rest.applyAsDouble(r)) / (sigma * sigma);
            }
        }
        double[] factors = eliminate(normal);
        for (int i = 0; i < n; i++) {
            factors[i] = Math.max(factors[i], LEAST * whole);
        }
        return new Factors(PerClass.of(c -> factors[c.index()]), factors[WeightClass.COUNT]);
    }

    /** Solves a positive definite system by Gauss's elimination; the right-hand side is the last column. */
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
