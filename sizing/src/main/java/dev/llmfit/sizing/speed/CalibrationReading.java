package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;

/**
 * A measured test beside what the formula says of it.
 *
 * @param test prompt or generation
 * @param predicted of what the formula's time is made
 * @param seconds measured time of the same: of a token, or of the whole prompt
 * @param error standard error of that time over the time, 0 or more
 */
public record CalibrationReading(Evidence.Test test, SpeedParts predicted, double seconds, double error) {
    public CalibrationReading {
        Amount.rate(error, "error");
        if (!(seconds > 0) || !Double.isFinite(seconds) || !(predicted.seconds() > 0)) {
            throw new IllegalArgumentException("a reading needs times above 0");
        }
    }

    /** Returns the measured speed over that of the formula. */
    public double factor() {
        return predicted.seconds() / seconds;
    }
}
