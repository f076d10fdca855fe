package dev.llmfit.sizing.speed;

/**
 * What a short bench of small models on this machine says about the formula: measured over predicted speed.
 *
 * @param pp factor on prompt processing
 * @param tg factor on token generation
 */
public record Calibration(double pp, double tg) {
    public Calibration {
        if (!(pp > 0) || !(tg > 0) || !Double.isFinite(pp) || !Double.isFinite(tg)) {
            throw new IllegalArgumentException("calibration factors must be above 0");
        }
    }
}
