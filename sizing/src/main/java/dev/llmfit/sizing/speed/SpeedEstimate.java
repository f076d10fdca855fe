package dev.llmfit.sizing.speed;

import java.util.Optional;

/**
 * Predicted speed of a launch.
 *
 * @param pp prompt tokens per second
 * @param tg generated tokens per second of one sequence
 * @param basis what the numbers rest on
 * @param from the stored number that they rest on; empty for the formula alone
 * @param knowledge how well the formula knows the hardware; of generation and prompts the weaker
 */
public record SpeedEstimate(
        SpeedRange pp, SpeedRange tg, Basis basis, Optional<StoredNumber> from, DeviceKnowledge knowledge) {
    /** A range this many times to either side of its middle is said in words. */
    private static final double FACTOR_OF_TWO = 2;

    /** Creates an estimate that rests on nothing that is kept. */
    public SpeedEstimate(SpeedRange pp, SpeedRange tg, Basis basis, DeviceKnowledge knowledge) {
        this(pp, tg, basis, Optional.empty(), knowledge);
    }

    /** Returns what the formula's ranges rest on, in words; empty where something was measured here. */
    public Optional<String> words() {
        if (basis != Basis.MODEL) {
            return Optional.empty();
        }
        boolean wide = isWide(tg) || isWide(pp);
        return Optional.of(knowledge.sentence() + (wide ? "; expect a factor of two" : ""));
    }

    private static boolean isWide(SpeedRange range) {
        return range.high() >= FACTOR_OF_TWO * FACTOR_OF_TWO * range.low();
    }

    /** What a prediction rests on, from strong to weak. */
    public enum Basis {
        /** Measured: this model here, or this hardware. */
        MEASURED,
        /** The formula, scaled by a short bench of a small model on this machine. */
        CALIBRATED,
        /** The formula with fitted constants. */
        MODEL
    }
}
