package dev.llmfit.sizing.speed;

/**
 * Predicted speed of a launch.
 *
 * @param pp prompt tokens per second
 * @param tg generated tokens per second of one sequence
 * @param basis what the numbers rest on
 */
public record SpeedEstimate(SpeedRange pp, SpeedRange tg, Basis basis) {
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
