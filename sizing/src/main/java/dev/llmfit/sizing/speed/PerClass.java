package dev.llmfit.sizing.speed;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One number for each {@link WeightClass}, such as bytes, weights or seconds; immutable. */
final class PerClass {
    /** Nothing of any class. */
    static final PerClass NOTHING = new PerClass(new double[WeightClass.COUNT]);

    /** In the order of the classes. An array, because predictions add up thousands of these. */
    private final double[] values;

    private final double sum;

    private PerClass(double[] values) {
        this.values = values;
        double all = 0;
        for (double v : values) {
            all += v;
        }
        this.sum = all;
    }

    /** Returns the number that a function gives for each class. */
    static PerClass of(ToDoubleFunction<WeightClass> number) {
        double[] values = new double[WeightClass.COUNT];
        for (WeightClass c : WeightClass.ALL) {
            values[c.index()] = number.applyAsDouble(c);
        }
        return new PerClass(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PerClass o && Arrays.equals(values, o.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Returns the number of a class. */
    double get(WeightClass c) {
        return values[c.index()];
    }

    /** Returns the sum over all classes. */
    double sum() {
        return sum;
    }

    /** Returns the sums with other numbers. */
    PerClass plus(PerClass other) {
        double[] sums = values.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.values[i];
        }
        return new PerClass(sums);
    }

    /** Returns the products with a factor. */
    PerClass times(double factor) {
        double[] products = values.clone();
        for (int i = 0; i < products.length; i++) {
            products[i] *= factor;
        }
        return new PerClass(products);
    }

    /**
     * Returns what all classes cost together.
     *
     * @param share part of each number that counts
     * @param prices cost of one of each class
     */
    double cost(double share, PerClass prices) {
        double t = 0;
        for (int i = 0; i < values.length; i++) {
            t += values[i] * share * prices.values[i];
        }
        return t;
    }

    /** Adds numbers up by class. */
    static final class Tally {
        private final double[] values = new double[WeightClass.COUNT];

        void add(WeightClass c, long number) {
            values[c.index()] += (double) number;
        }

        PerClass total() {
            return new PerClass(values.clone());
        }
    }
}
