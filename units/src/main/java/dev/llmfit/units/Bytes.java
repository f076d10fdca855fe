package dev.llmfit.units;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of memory in bytes.
 *
 * <p>Never negative. Arithmetic is overflow-checked and throws {@link ArithmeticException}.
 *
 * @param count bytes, at least 0
 */
public record Bytes(long count) implements Comparable<Bytes> {
    /** No bytes. */
    public static final Bytes ZERO = new Bytes(0);

    /** 2^10 bytes, IEC 80000-13; so the two below. */
    private static final long KIB = 1L << 10;

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /** A number without a unit that is larger than this many GiB is meant in MiB: nobody has a TiB in one device. */
    private static final int MOST_GIB = 1000;

    private static final Pattern TEXT =
            Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*(?:([KMGT])I?)?(B?)\\s*", Pattern.CASE_INSENSITIVE);

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("negative size: " + count);
        }
    }

    /** Returns {@code count} bytes. */
    public static Bytes of(long count) {
        return count == 0 ? ZERO : new Bytes(count);
    }

    /** Returns {@code mib} times 2^20 bytes, rounded down to a whole byte. */
    public static Bytes ofMib(double mib) {
        return of((long) (mib * MIB));
    }

    /** Returns {@code gib} times 2^30 bytes, rounded down to a whole byte. */
    public static Bytes ofGib(double gib) {
        return of((long) (gib * GIB));
    }

    /**
     * Parses a size as people write it: {@code 24}, {@code 24G}, {@code 24 GB}, {@code 24GiB}, {@code 24576MiB}, {@code 24576}.
     *
     * <p>Memory is sold in powers of two, so {@code GB} is what {@code GiB} is: 2^30 bytes. A number without a unit is GiB, or
     * MiB if it is over 1,000, as {@code nvidia-smi} prints it. {@code 7B} is 7 bytes.
     *
     * @throws IllegalArgumentException if the text is no size
     */
    public static Bytes parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("not a size: '" + text.strip() + "' (write it as 24GiB or 24576MiB)");
        }
        double number = Double.parseDouble(m.group(1));
        double value = number * unit(m.group(2) == null ? "" : m.group(2).toUpperCase(Locale.ROOT), m.group(3), number);
        if (value >= Long.MAX_VALUE) {
            throw new IllegalArgumentException("size too large: '" + text.strip() + "'");
        }
        return of(Math.round(value));
    }

    private static long unit(String prefix, String bytes, double number) {
        if (prefix.isEmpty() && bytes.isEmpty()) {
            return number > MOST_GIB ? MIB : GIB;
        }
        return prefix.isEmpty() ? 1 : KIB << (10 * "KMGT".indexOf(prefix));
    }

    /** Returns the sum. */
    public Bytes plus(Bytes other) {
        return of(Math.addExact(count, other.count));
    }

    /** Returns the difference, or {@link #ZERO} if {@code other} is larger. */
    public Bytes minus(Bytes other) {
        return of(Math.max(0, count - other.count));
    }

    /** Returns the smaller of the two. */
    public Bytes min(Bytes other) {
        return count <= other.count ? this : other;
    }

    /** Returns the larger of the two. */
    public Bytes max(Bytes other) {
        return count >= other.count ? this : other;
    }

    /** Returns the size in units of 2^20 bytes. */
    public double mib() {
        return count / (double) MIB;
    }

    /** Returns the size in units of 2^30 bytes. */
    public double gib() {
        return count / (double) GIB;
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }

    // Written out: an AOT cache does not keep the method handles that a record's own equals is made of.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes b && count == b.count;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(count);
    }

    /** Returns the size for people, for example {@code 22.9 GiB}; below 1 GiB in MiB, below 1 MiB in KiB. */
    @Override
    public String toString() {
        if (count >= GIB) {
            return String.format(Locale.ROOT, "%.1f GiB", gib());
        }
        if (count >= MIB) {
            return String.format(Locale.ROOT, "%.1f MiB", mib());
        }
        return count >= KIB ? String.format(Locale.ROOT, "%.1f KiB", count / (double) KIB) : count + " B";
    }
}
