package dev.llmfit.probe.database;

import dev.llmfit.units.Amount;
import java.util.Objects;

/**
 * What something costs.
 *
 * @param usd price of one, USD
 * @param date when it did: a year, a month or a day, ISO
 * @param state whether it is a price of today, that of the launch, or of a used one
 * @param source who says so
 */
public record DevicePrice(double usd, String date, State state, String source) {
    public DevicePrice {
        Amount.rate(usd, "usd");
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(source, "source");
    }

    /** What kind of price it is. */
    public enum State {
        NEW,
        LAUNCH,
        USED;

        /** Returns the name in documents, for example {@code new}. */
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
