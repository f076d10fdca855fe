package dev.llmfit.render;

import dev.llmfit.engine.SampleSummary;
import java.util.Locale;

/** Speeds as people read them. */
public final class Speeds {
    private Speeds() {}

    /** Returns about three digits of tokens per second, or of another quantity of this kind. */
    public static String number(double speed) {
        String form = speed >= 100 ? "%,.0f" : speed >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, speed);
    }

    /** Returns the half width of the 95 % interval. */
    public static String interval(SampleSummary samples) {
        double width = samples.relativeHalfWidth();
        return Double.isInfinite(width) ? "one run" : String.format(Locale.ROOT, "%.1f %%", 100 * width);
    }
}
