package dev.llmfit.sizing.speed;

/**
 * Between which speeds a measurement can be one of this launch on this hardware, in tokens per second. What lies outside was
 * measured wrongly, or while something else had the machine.
 *
 * @param least a tenth of what the formula says
 * @param most twice what the peak of the hardware allows; ten times the formula where no peak is known
 */
public record SpeedBounds(double least, double most) {
    /** The formula is off by less than this where nothing is wrong: its widest ranges reach from a third to three times; judgement. */
    public static final double OF_FORMULA = 10;

    /** Peaks are those of data sheets, and boost clocks and caches go beyond them, but not so far; judgement. */
    public static final double OF_PEAK = 2;

    public SpeedBounds {
        if (!(least >= 0 && least <= most)) {
            throw new IllegalArgumentException("not bounds: " + least + " to " + most);
        }
    }

    /** Returns the bounds of a speed by the formula and by the peak of the hardware. */
    static SpeedBounds of(double formula, double peak) {
        double most = peak < Double.MAX_VALUE ? OF_PEAK * peak : OF_FORMULA * formula;
        return new SpeedBounds(formula / OF_FORMULA, Math.max(most, formula / OF_FORMULA));
    }

    /** Returns whether a speed is possible. */
    public boolean hold(double tokensPerSecond) {
        return tokensPerSecond >= least && tokensPerSecond <= most;
    }
}
