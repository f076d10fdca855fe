package dev.llmfit.render.models;

import java.util.Locale;

/** Writes the numbers of model lists for people. */
final class Numbers {
    private static final double GIB = 1L << 30;

    private Numbers() {}

    /** Returns bytes as GiB with one digit behind the point, two below 1. */
    static String gib(long bytes) {
        double gib = bytes / GIB;
        return String.format(Locale.ROOT, gib < 1 ? "%.2f" : "%.1f", gib);
    }

    /** Returns a number of weights as billions or millions. */
    static String weights(long count) {
        return count < 999_500_000
                ? String.format(Locale.ROOT, "%.0f M", count / 1e6)
                : String.format(Locale.ROOT, "%.1f B", count / 1e9);
    }

    /** Returns an integer with separators of thousands. */
    static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
