package dev.llmfit.sizing.speed;

import java.util.Optional;

/**
 * A measured speed.
 *
 * @param tokensPerSecond mean
 * @param spread half of the range to state, as a share of the mean, for example 0.03
 * @param from the stored measurement; empty where it is not kept
 */
public record Measured(double tokensPerSecond, double spread, Optional<StoredNumber> from) {
    public Measured {
        if (!(tokensPerSecond > 0) || !(spread >= 0 && spread < 1)) {
            throw new IllegalArgumentException("not a measurement: " + tokensPerSecond + " ± " + spread);
        }
    }

    /** Creates a measurement that is not kept. */
    public Measured(double tokensPerSecond, double spread) {
        this(tokensPerSecond, spread, Optional.empty());
    }

    SpeedRange range() {
        return new SpeedRange(tokensPerSecond * (1 - spread), tokensPerSecond, tokensPerSecond * (1 + spread));
    }
}
