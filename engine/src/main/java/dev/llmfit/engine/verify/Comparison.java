package dev.llmfit.engine.verify;

/**
 * One prediction beside one measurement. Memory is in bytes, speed in tokens per second.
 *
 * @param name for example {@code CUDA0 weights}
 * @param quantity what is compared
 * @param low smallest value that the prediction allows
 * @param predicted the prediction
 * @param high largest value that the prediction allows
 * @param measured the measurement
 */
public record Comparison(String name, Quantity quantity, double low, double predicted, double high, double measured) {
    public Comparison {
        if (Double.isNaN(predicted) || Double.isNaN(measured) || !(low <= high)) {
            throw new IllegalArgumentException(
                    name + ": " + measured + " against " + predicted + " from " + low + " to " + high);
        }
    }

    /** What is compared. */
    public enum Quantity {
        /** A buffer that llama.cpp allocated. */
        BUFFER,
        /** Memory as the operating system sees it. */
        TOTAL,
        /** Prompt or generation speed. */
        SPEED
    }

    /** Returns the comparison of a buffer; the rounding of the log counts as equal. */
    static Comparison buffer(String name, long predicted, long measured, long rounding, double tolerance) {
        double slack = Math.max((double) rounding, predicted * tolerance);
        return new Comparison(name, Quantity.BUFFER, predicted - slack, predicted, predicted + slack, measured);
    }

    /** Returns whether the measurement is where it should be. */
    public boolean inside() {
        return measured >= low && measured <= high;
    }

    /** Returns measured less predicted, relative to the prediction; 0 if both are 0. */
    public double relativeDifference() {
        return predicted == 0 ? (measured == 0 ? 0 : Double.POSITIVE_INFINITY) : measured / predicted - 1;
    }

    /** Returns whether the difference is no more than the rounding of what was printed. */
    public boolean exact(long rounding) {
        return Math.abs(measured - predicted) <= rounding;
    }
}
