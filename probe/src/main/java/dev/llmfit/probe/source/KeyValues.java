package dev.llmfit.probe.source;

import dev.llmfit.units.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Lines of {@code key=value} or {@code key: value}. */
public final class KeyValues {
    /** A pebibyte: drivers print all ones for a size that they cannot tell, and sums of sizes must fit in 63 bits. */
    private static final long IMPOSSIBLE = 1L << 50;

    /** No machine has a million processors; a larger number is none. */
    private static final int IMPOSSIBLE_COUNT = 1 << 20;

    /** Flags of a processor take 3,000 characters; a longer line is no value of a machine. */
    private static final int LONGEST_LINE = 16 << 10;

    private final Map<String, String> values;

    private KeyValues(Map<String, String> values) {
        this.values = values;
    }

    /** Parses lines with this separator; the first value of a key counts, lines without separator and endless ones are skipped. */
    public static KeyValues parse(String text, char separator) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int at = line.indexOf(separator);
            if (at > 0 && line.length() < LONGEST_LINE) {
                values.putIfAbsent(
                        line.substring(0, at).strip(), line.substring(at + 1).strip());
            }
        }
        return new KeyValues(values);
    }

    /** Returns the value of a key. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(v -> !v.isEmpty());
    }

    /** Returns a whole number. */
    public OptionalLong number(String key) {
        return text(key).map(KeyValues::parse).orElse(OptionalLong.empty());
    }

    /** Returns the number that a text starts with, for example of {@code 127600748 kB}. */
    public static OptionalLong parse(String text) {
        String number = text.strip();
        int end = 0;
        while (end < number.length() && end < 19 && Character.isDigit(number.charAt(end))) {
            end++;
        }
        if (end == 0
                || (end == 19 && number.substring(0, end).compareTo("9223372036854775807") > 0)
                || (end < number.length() && Character.isDigit(number.charAt(end)))) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(number.substring(0, end)));
    }

    /** Returns the memory that a text starts with as a number of MiB; empty for what is no size of memory. */
    public static Optional<Bytes> mib(String text) {
        return size(parse(text), 20);
    }

    /** Returns the memory that a text starts with as a number of KiB; empty for what is no size of memory. */
    public static Optional<Bytes> kib(String text) {
        return size(parse(text), 10);
    }

    /** Returns the memory that a text starts with as a number of bytes; empty for what is no size of memory. */
    public static Optional<Bytes> bytes(String text) {
        return size(parse(text), 0);
    }

    private static Optional<Bytes> size(OptionalLong number, int shift) {
        return number.isPresent() && number.getAsLong() < IMPOSSIBLE >> shift
                ? Optional.of(Bytes.of(number.getAsLong() << shift))
                : Optional.empty();
    }

    /** Returns a value that is a number of bytes; empty for what is no size of memory. */
    public Optional<Bytes> size(String key) {
        return text(key).flatMap(KeyValues::bytes);
    }

    /** Returns a value that counts processors or the like; empty for none and for what no machine has. */
    public OptionalInt count(String key) {
        OptionalLong number = number(key);
        return number.isPresent() && number.getAsLong() > 0 && number.getAsLong() < IMPOSSIBLE_COUNT
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    /** Returns all pairs in their order. */
    public Map<String, String> all() {
        return Map.copyOf(values);
    }
}
