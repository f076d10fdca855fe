package dev.llmfit.recommend.purchase;

import dev.llmfit.units.Amount;
import java.util.OptionalDouble;

/**
 * What a purchase costs against an API.
 *
 * @param apiUsdMonth what the API costs a month
 * @param powerUsdMonth what the power costs a month: hours of work
 * @param hoursMonth hours that the machine writes a month
 * @param months until the purchase is paid for; empty if it never is
 */
public record BreakEven(double apiUsdMonth, double powerUsdMonth, double hoursMonth, OptionalDouble months) {
    public BreakEven {
        Amount.rate(apiUsdMonth, "apiUsdMonth");
        Amount.rate(powerUsdMonth, "powerUsdMonth");
        Amount.rate(hoursMonth, "hoursMonth");
    }

    /** By definition. */
    private static final double SECONDS_PER_HOUR = 3600;
    /** Hours of an average month. */
    public static final double HOURS_PER_MONTH = 730;

    /**
     * Computes it.
     *
     * @param priceUsd price of the purchase
     * @param tokensMonth generated tokens a month
     * @param usdPerMillion price of the API for a million generated tokens
     * @param tg generation of the machine, tok/s
     * @param watts what cards and processor draw while they write
     * @param usdPerKwh price of power
     */
    public static BreakEven of(
            double priceUsd, double tokensMonth, double usdPerMillion, double tg, double watts, double usdPerKwh) {
        double api = tokensMonth / 1e6 * usdPerMillion;
        double hours = tokensMonth / tg / SECONDS_PER_HOUR;
        double power = hours * watts / 1000 * usdPerKwh;
        boolean possible = hours <= HOURS_PER_MONTH && api > power;
        return new BreakEven(
                api, power, hours, possible ? OptionalDouble.of(priceUsd / (api - power)) : OptionalDouble.empty());
    }
}
