package dev.llmfit.answers.engines;

/**
 * A figure of a prediction beside what an engine says of the same.
 *
 * @param name in documents, for example {@code kv_cache_tokens}
 * @param label for people
 * @param unit of all its numbers
 * @param low the least that is predicted; all three are the same where one number is
 * @param mid what is predicted
 * @param high the most
 * @param measured what the engine says
 * @param step how far what it says may be from what it means, as it rounds
 */
public record ComparedFigure(
        String name, String label, Unit unit, double low, double mid, double high, double measured, double step) {
    /** What numbers are of. */
    public enum Unit {
        /** Bytes. */
        BYTES,
        /** Things: tokens, blocks, requests. */
        COUNT
    }

    /** How a prediction stands to what an engine says. */
    public enum Verdict {
        /** Equal, as far as the engine tells it. */
        EXACT,
        /** In the range that was predicted. */
        INSIDE,
        /** Neither. */
        OFF
    }

    /** Returns a figure of which one number is predicted. */
    static ComparedFigure of(String name, String label, Unit unit, double predicted, double measured, double step) {
        return new ComparedFigure(name, label, unit, predicted, predicted, predicted, measured, step);
    }

    /** Returns how the prediction stands. */
    public Verdict verdict() {
        if (Math.abs(measured - mid) <= step) {
            return Verdict.EXACT;
        }
        return measured >= low - step && measured <= high + step ? Verdict.INSIDE : Verdict.OFF;
    }

    /** Returns by which share of what the engine says the prediction, or the middle of its range, is too high; 0 if it says 0. */
    public double difference() {
        return measured == 0 ? 0 : mid / measured - 1;
    }
}
