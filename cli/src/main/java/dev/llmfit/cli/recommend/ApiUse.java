package dev.llmfit.cli.recommend;

import dev.llmfit.recommend.BreakEven;
import dev.llmfit.recommend.UpgradePlanner;
import java.util.Locale;
import java.util.Optional;

/**
 * What an API would cost, against which a purchase is held.
 *
 * @param usdPerMillion price of a million generated tokens
 * @param tokensPerMonth tokens generated a month
 * @param usdPerKwh price of power
 */
record ApiUse(double usdPerMillion, double tokensPerMonth, double usdPerKwh) {
    /** Returns what the API costs a month, USD. */
    double usdPerMonth() {
        return tokensPerMonth / 1e6 * usdPerMillion;
    }

    /** Returns when a purchase is paid for; empty if its price or its power is not known. */
    Optional<BreakEven> breakEven(UpgradePlanner.Answer a) {
        if (a.purchase().watts().isEmpty() || a.purchase().priceUsd().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(BreakEven.of(
                a.purchase().priceUsd().getAsDouble(),
                tokensPerMonth,
                usdPerMillion,
                a.best().speed().tg().mid(),
                a.purchase().watts().getAsDouble(),
                usdPerKwh));
    }

    /** Returns the arithmetic behind the months, for a purchase whose price and power are known. */
    String explained(UpgradePlanner.Answer a, BreakEven b) {
        String api = String.format(
                Locale.ROOT,
                "%s: the API costs %,.2f USD a month (%s tokens at %s USD a million)",
                a.purchase().title(),
                b.apiUsdMonth(),
                tokens(),
                plain(usdPerMillion));
        String power = String.format(
                Locale.ROOT,
                "the power %,.2f USD (%,.0f hours at %.0f W and %s USD a kWh, %s tok/s)",
                b.powerUsdMonth(),
                b.hoursMonth(),
                a.purchase().watts().orElseThrow(),
                plain(usdPerKwh),
                CandidateTable.two(a.best().speed().tg().mid()));
        String end;
        if (b.months().isPresent()) {
            end = String.format(
                    Locale.ROOT,
                    "%,.0f USD / (%,.2f − %,.2f) = %.1f months.",
                    a.purchase().priceUsd().orElseThrow(),
                    b.apiUsdMonth(),
                    b.powerUsdMonth(),
                    b.months().getAsDouble());
        } else {
            end = b.hoursMonth() > BreakEven.HOURS_PER_MONTH
                    ? "a month has 730 hours: one answer at a time it cannot write that much."
                    : "the power alone costs more than the API: it never pays.";
        }
        return api + ", " + power + "; " + end;
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
