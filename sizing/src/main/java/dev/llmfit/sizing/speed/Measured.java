package dev.llmfit.sizing.speed;

/**
 * A measured speed.
 *
 * @param tokensPerSecond mean
 * @param spread half of the range to state, as a share of the mean, for example 0.03
 */
public record Measured(double tokensPerSecond, double spread) {
    public Measured {
        if (!(tokensPerSecond > 0) || !(spread >= 0 && spread < 1)) {
            throw new IllegalArgumentException("not a measurement: " + tokensPerSecond + " ± " + spread);
        }
    }

    SpeedRange range() {
        return new SpeedRange(tokensPerSecond * (1 - spread), tokensPerSecond, tokensPerSecond * (1 + spread));
    }
}
