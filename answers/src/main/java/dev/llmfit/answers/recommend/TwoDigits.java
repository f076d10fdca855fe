package dev.llmfit.answers.recommend;

import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.sizing.speed.Span;
import java.util.Locale;

/** Numbers as people read speeds: with two significant digits. */
public final class TwoDigits {
    /** From here on whole hundreds are shown. */
    private static final double LARGE = 1000;

    /** Below it one decimal is shown; 9.95 would be rounded to 10.0. */
    private static final double SMALL = 9.95;

    /** Below it two decimals are shown: less than one in ten seconds. */
    private static final double TINY = 0.095;

    /** Below it three are. */
    private static final double LEAST = 0.0095;

    private TwoDigits() {}

    /** Returns a number with two significant digits; whole from 10 on, whole hundreds from 1,000 on. */
    public static String of(double value) {
        if (value >= LARGE) {
            return String.format(Locale.ROOT, "%,.0f", Math.rint(value / 100) * 100);
        }
        String format = value > 0 && value < LEAST
                ? "%.3f"
                : value > 0 && value < TINY ? "%.2f" : value < SMALL ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }

    /** Returns a range, or one number where both ends read alike. */
    public static String range(Speed.Range range) {
        return range(range.low(), range.high());
    }

    /** Returns a range, or one number where both ends read alike. */
    public static String range(Span range) {
        return range(range.low(), range.high());
    }

    private static String range(double least, double most) {
        String low = of(least);
        String high = of(most);
        return low.equals(high) ? low : low + " – " + high;
    }
}
