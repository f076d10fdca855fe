package dev.llmfit.units;

import java.util.Locale;

/** Says how many there are of something. */
public final class Counted {
    private Counted() {}

    /** Returns {@code 1 layer}, {@code 2 layers}, {@code 1,024 tokens}. */
    public static String of(long count, String one) {
        return String.format(Locale.ROOT, "%,d ", count) + one + ending((double) count);
    }

    /** Returns what a noun ends with for a number: nothing for one, else {@code s}. */
    public static String ending(double count) {
        return count == 1 ? "" : "s";
    }
}
