package dev.llmfit.probe.hardware;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast system memory is, as people write it: {@code 51.2GB/s}, or by what the modules are called: {@code DDR4-3200},
 * {@code DDR5-6000}, {@code LPDDR5X-8533}, with channels where there are more or fewer than usual: {@code DDR4-3200 x4}.
 *
 * @param type for example {@code DDR4-3200}; empty where only the bandwidth is told
 * @param transferRate MT/s that the type names, 0 if there is no type
 * @param channels channels of 64 bit, if they are told
 * @param gbps bandwidth in 10^9 bytes per second where there is no type, else 0
 */
public record MemorySpeed(Optional<String> type, int transferRate, OptionalInt channels, double gbps) {
    /** Bytes that a channel moves at once: 64 bit, JEDEC; LPDDR has four of 16 bit in its place. */
    private static final int CHANNEL_BYTES = 8;

    private static final Pattern MODULES = Pattern.compile(
            "(LP)?DDR([3-6])(X?)[- ]?([0-9]{3,5})(?:\\s*(?:X|\u00d7|,)?\\s*([0-9]{1,2})\\s*(?:CH|CHANNELS?)?)?");

    /** Slower and faster than any memory in use: a slip of the finger; judgement. */
    private static final int LEAST_RATE = 200;

    private static final int MOST_RATE = 20_000;

    /**
     * Reads a speed.
     *
     * @param field what it is called in the question
     * @throws HardwareException if it is none
     */
    static MemorySpeed parse(String field, String text) {
        Matcher m = MODULES.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!m.matches()) {
            return new MemorySpeed(Optional.empty(), 0, OptionalInt.empty(), Bandwidth.parse(field, text));
        }
        int rate = Integer.parseInt(m.group(4));
        OptionalInt channels = m.group(5) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(m.group(5)));
        if (rate < LEAST_RATE || rate > MOST_RATE || channels.orElse(1) < 1) {
            throw HardwareException.malformed(
                    Hint.of("{0} is no memory that exists", new Change(field, text)),
                    Hint.plain("write it as DDR5-6000, or as 96GB/s"));
        }
        String low = m.group(1) == null ? "" : "LP";
        String type = low + "DDR" + m.group(2) + m.group(3) + "-" + rate;
        return new MemorySpeed(Optional.of(type), rate, channels, 0);
    }

    /** Returns the bandwidth in 10^9 bytes per second, with so many channels where none are told. */
    double gbps(int usualChannels) {
        return type.isEmpty() ? gbps : transferRate / 1000.0 * CHANNEL_BYTES * channels.orElse(usualChannels);
    }

    /** Returns it as it is read again. */
    String written() {
        return type.map(t -> channels.isPresent() ? t + " x" + channels.getAsInt() : t)
                .orElseGet(() -> HardwareSelector.number(gbps) + "GB/s");
    }

    /** Returns what to call it, with so many channels where none are told. */
    String name(int usualChannels) {
        return type.map(t -> t + ", " + channels.orElse(usualChannels) + " channels")
                .orElseGet(() -> String.format(Locale.ROOT, "memory of %.4g GB/s", gbps));
    }
}
