package dev.llmfit.cli.proof;

import dev.llmfit.engine.SampleSummary;
import java.util.Locale;

/** Writes speeds for people. */
final class Speeds {
    private Speeds() {}

    /** Returns about three digits. */
    static String number(double tokensPerSecond) {
        String form = tokensPerSecond >= 100 ? "%,.0f" : tokensPerSecond >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, tokensPerSecond);
    }

    /** Returns the half width of the 95 % interval. */
    static String interval(SampleSummary samples) {
        double width = samples.relativeHalfWidth();
        return Double.isInfinite(width) ? "one run" : String.format(Locale.ROOT, "%.1f %%", 100 * width);
    }
}
