package dev.llmfit.sizing.speed;

import java.util.Optional;

/**
 * Predicted speed of a launch.
 *
 * @param pp prompt tokens per second
 * @param tg generated tokens per second of one sequence
 * @param basis what the numbers rest on
 * @param from the stored number that they rest on; empty for the formula alone
 */
public record SpeedEstimate(SpeedRange pp, SpeedRange tg, Basis basis, Optional<StoredNumber> from) {
    /** Creates an estimate that rests on nothing that is kept. */
    public SpeedEstimate(SpeedRange pp, SpeedRange tg, Basis basis) {
        this(pp, tg, basis, Optional.empty());
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
