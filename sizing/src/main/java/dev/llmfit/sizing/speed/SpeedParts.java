package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of what the formula's time of one test is made: seconds of a token, for generation, or of the whole prompt.
 *
 * @param place where it runs
 * @param rest seconds that no part tells
 * @param parts seconds of the parts that take time, by name: a class of weights ({@code k4}), {@code experts}, {@code layers}, {@code
 *     attention}, {@code states}, {@code link}
 */
public record SpeedParts(Place place, double rest, Map<String, Double> parts) {
    /** Where a test runs. */
    public enum Place {
        /** On GPUs alone. */
        DEVICE,
        /** On the processor alone. */
        HOST,
        /** On both: its time does not say which of them took it. */
        BOTH
    }

    public SpeedParts {
        if (!Double.isFinite(rest)) {
            throw new IllegalArgumentException("the rest is no time: " + rest);
        }
        parts.forEach((name, seconds) -> Amount.rate(seconds, name));
        parts = Map.copyOf(parts);
    }

    /** Returns the seconds by place in {@link CostPart#id}. */
    double[] row() {
        double[] row = new double[CostPart.PRICES];
        for (int i = 0; i < row.length; i++) {
            row[i] = parts.getOrDefault(CostPart.id(i), 0.0);
        }
        return row;
    }

    /** Returns all seconds together. */
    public double seconds() {
        return rest + parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns which share of the time a part takes, by its place in {@link CostPart#id}. */
    double share(int index) {
        return parts.getOrDefault(CostPart.id(index), 0.0) / seconds();
    }

    static SpeedParts of(Place place, double seconds, double[] row) {
        Map<String, Double> parts = new LinkedHashMap<>();
        double rest = seconds;
        for (int i = 0; i < row.length; i++) {
            // What is less than a thousandth of the whole is told by no measurement.
            if (row[i] > seconds / 1000) {
                parts.put(CostPart.id(i), row[i]);
                rest -= row[i];
            }
        }
        return new SpeedParts(place, rest, parts);
    }
}
