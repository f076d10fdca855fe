package dev.llmfit.engine.verify;

/**
 * How far a measurement may be from its prediction.
 *
 * @param buffers relative, for every buffer
 * @param totals relative, for memory as the operating system sees it
 */
public record Tolerance(double buffers, double totals) {
    /** Returns 1 % for buffers and 5 % for totals. */
    public static Tolerance defaults() {
        return new Tolerance(0.01, 0.05);
    }

    public Tolerance {
        if (!(buffers >= 0) || !(totals >= 0)) {
            throw new IllegalArgumentException("a tolerance cannot be negative");
        }
    }
}
