package dev.llmfit.sizing.speed;

/**
 * A measured test beside what the formula says of it.
 *
 * @param test prompt or generation
 * @param predicted of what the formula's time is made
 * @param seconds measured time of the same: of a token, or of the whole prompt
 */
public record CalibrationReading(Evidence.Test test, SpeedParts predicted, double seconds) {
    public CalibrationReading {
        if (!(seconds > 0) || !Double.isFinite(seconds) || !(predicted.seconds() > 0)) {
            throw new IllegalArgumentException("a reading needs times above 0");
        }
    }

    /** Returns the measured speed over that of the formula. */
    public double factor() {
        return predicted.seconds() / seconds;
    }
}
