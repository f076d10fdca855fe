package dev.llmfit.answers.plan;

import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.purchase.BreakEven;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an API would cost, against which a purchase is held.
 *
 * @param usdPerMillion price of a million generated tokens
 * @param tokensPerMonth tokens generated a month
 * @param usdPerKwh price of power
 */
public record ApiUse(double usdPerMillion, double tokensPerMonth, double usdPerKwh) {
    /** Months after which nobody counts: prices and cards will have changed. */
    private static final double LONG = 120;

    public ApiUse {
        if (!(usdPerMillion >= 0) || !(tokensPerMonth >= 1) || !(usdPerKwh >= 0)) {
            throw new IllegalArgumentException(
                    usdPerMillion + " USD, " + tokensPerMonth + " tokens, " + usdPerKwh + " USD a kWh");
        }
    }

    /** Returns in how many whole months a purchase is paid for, in words. */
    public static String after(OptionalDouble months) {
        if (months.isEmpty()) {
            return "never";
        }
        return months.getAsDouble() > LONG
                ? "over 10 years"
                : String.format(Locale.ROOT, "%.0f months", Math.ceil(months.getAsDouble()));
    }

    /** Returns what the API costs a month, USD. */
    public double usdPerMonth() {
        return tokensPerMonth / 1e6 * usdPerMillion;
    }

    /** Returns when a purchase is paid for; empty if its price or the nominal power of its card is not known. */
    public Optional<BreakEven> breakEven(UpgradePlanner.Answer a) {
        if (a.best().energy().isEmpty() || a.totalUsd().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(BreakEven.of(
                a.totalUsd().getAsDouble(),
                tokensPerMonth,
                usdPerMillion,
                a.best().together().mid(),
                watts(a),
                usdPerKwh));
    }

    /** Returns what cards and processor are expected to draw while they write. */
    private static double watts(UpgradePlanner.Answer a) {
        return a.best().energy().orElseThrow().writing().mid();
    }

    /** Returns the arithmetic behind the months, for a purchase whose price and power are known. */
    public String explained(UpgradePlanner.Answer a, BreakEven b) {
        String api = String.format(
                Locale.ROOT,
                "%s: the API costs %s USD a month (%s tokens at %s USD a million)",
                a.purchase().title(),
                money(b.apiUsdMonth()),
                tokens(),
                plain(usdPerMillion));
        String power = String.format(
                Locale.ROOT,
                "the power %s USD (%s hours at %.0f W and %s USD a kWh, %s tok/s)",
                money(b.powerUsdMonth()),
                TwoDigits.of(b.hoursMonth()),
                watts(a),
                plain(usdPerKwh),
                TwoDigits.of(a.best().together().mid()));
        String end;
        if (b.months().isPresent()) {
            double months = b.months().getAsDouble();
            end = String.format(
                    Locale.ROOT,
                    "%,.0f USD / (%s − %s) = %s.",
                    a.totalUsd().orElseThrow(),
                    money(b.apiUsdMonth()),
                    money(b.powerUsdMonth()),
                    months > LONG ? after(b.months()) : String.format(Locale.ROOT, "%.1f months", months));
        } else {
            end = b.hoursMonth() > BreakEven.HOURS_PER_MONTH
                    ? String.format(
                            Locale.ROOT,
                            "a month has 730 hours: %s at a time it cannot write that much.",
                            a.best().options().nParallel() == 1
                                    ? "one answer"
                                    : a.best().options().nParallel() + " answers")
                    : "the power alone costs more than the API: it never pays.";
        }
        return api + ", " + power + "; " + end;
    }

    private static String money(double usd) {
        return String.format(Locale.ROOT, usd < 1 ? "%.4f" : "%.2f", usd);
    }

    private String tokens() {
        return tokensPerMonth >= 1e6
                ? plain(tokensPerMonth / 1e6) + " M"
                : String.format(Locale.ROOT, "%,.0f", tokensPerMonth);
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "");
    }
}
