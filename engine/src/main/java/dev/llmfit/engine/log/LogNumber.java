package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;
import java.util.OptionalDouble;

/**
 * Numbers in lines of logs. A log is what somebody pasted: digits may be missing, doubled or without end. What is larger than any
 * machine's number is that bound, and what is no number is none.
 */
public final class LogNumber {
    /** A pebibyte, in bytes: no machine of a log has more, and sums of sizes stay below 2^63. */
    static final double MOST = 1L << 50;

    private LogNumber() {}

    /** Returns a number with or without a point; empty for what is none, such as {@code 1.2.3}. */
    public static OptionalDouble real(String text) {
        boolean number = text.matches("[0-9]{1,300}(?:\\.[0-9]{0,300})?|\\.[0-9]{1,300}");
        return number ? OptionalDouble.of(Math.min(MOST, Double.parseDouble(text))) : OptionalDouble.empty();
    }

    /** Returns digits, after a minus or not, as a number of at most 2^50; 0 for what is none. */
    static long whole(String digits) {
        boolean negative = digits.startsWith("-");
        long value = (long) real(negative ? digits.substring(1) : digits).orElse(0);
        return negative ? -value : value;
    }

    /** Returns digits as a count of at most 2^31-1; 0 for what is none. */
    static int count(String digits) {
        return (int) Math.min(Integer.MAX_VALUE, whole(digits));
    }

    /** Returns a number of MiB. */
    static Bytes mib(String text) {
        return bytes(real(text).orElse(0), 1 << 20);
    }

    /** Returns a number of units of so many bytes. */
    static Bytes bytes(double value, double unit) {
        return Bytes.of(Math.round(Math.clamp(value * unit, 0, MOST)));
    }
}
