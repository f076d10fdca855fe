package dev.llmfit.probe;

import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * How a card is built in and set.
 *
 * @param link the way to the host, as {@link CardLink} reads it; empty if it is not known
 * @param powerWatts what the driver lets the board take; empty if it is not known
 */
public record CardSetting(Optional<String> link, Optional<Double> powerWatts) {
    /** Nothing is known of it. */
    public static final CardSetting UNKNOWN = new CardSetting(Optional.empty(), Optional.empty());

    public CardSetting {
        powerWatts.ifPresent(w -> Amount.rate(w, "powerWatts"));
    }
}
