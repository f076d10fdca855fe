package dev.llmfit.cli.flags;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads values of llama.cpp's flags as it does; one that it would not take ends the command with exit 2. */
final class LaunchValues {
    /** Cache types that llama.cpp accepts ({@code kv_cache_types} in {@code common/arg.cpp}). */
    private static final List<GgmlType> CACHE_TYPES = List.of(
            GgmlType.F32,
            GgmlType.F16,
            GgmlType.BF16,
            GgmlType.Q8_0,
            GgmlType.Q4_0,
            GgmlType.Q4_1,
            GgmlType.IQ4_NL,
            GgmlType.Q5_0,
            GgmlType.Q5_1,
            GgmlType.F8_E4M3);

    /** Words of {@code common_arg_utils} in {@code common/arg.cpp}. */
    private static final Set<String> ON = Set.of("on", "enabled", "true", "1");

    private static final Set<String> OFF = Set.of("off", "disabled", "false", "0");
    private static final Set<String> AUTO = Set.of("auto", "-1");

    private LaunchValues() {}

    /** Reads {@code -fa} as llama.cpp does ({@code is_truthy} and the like in {@code common/arg.cpp}). */
    static FlashAttn flashAttn(@Nullable String given) {
        String text = given == null ? "auto" : given;
        if (AUTO.contains(text.toLowerCase(Locale.ROOT))) {
            return FlashAttn.AUTO;
        }
        return isOn("-fa", text) ? FlashAttn.ON : FlashAttn.OFF;
    }

    /**
     * Reads a value that is on or off.
     *
     * @throws CommandException with exit 2 for another
     */
    static boolean isOn(String flag, String value) {
        String text = value.toLowerCase(Locale.ROOT);
        if (!ON.contains(text) && !OFF.contains(text)) {
            throw usage(flag + " " + value, "use on or off" + (flag.equals("-fa") ? ", or auto" : ""));
        }
        return ON.contains(text);
    }

    /** Reads {@code -sm}. */
    static SplitMode splitMode(@Nullable String given) {
        return choice("-sm", given, SplitMode.class, SplitMode.LAYER);
    }

    /** Reads a number of layers as {@code -ngl} takes it; absent, {@code all} and {@code auto} are -1. */
    static int gpuLayers(String flag, @Nullable String given) {
        if (given == null) {
            return -1;
        }
        String text = given.toLowerCase(Locale.ROOT);
        if (text.equals("all") || text.equals("auto")) {
            return -1;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw usage(flag + " " + given, "use a number, 'all' or 'auto'");
        }
    }

    /** Reads a number that has a least. */
    static int atLeast(String flag, @Nullable Integer value, int least, int absent) {
        if (value == null) {
            return absent;
        }
        if (value < least) {
            throw usage(flag + " " + value, "use a number from " + least);
        }
        return value;
    }

    private static <E extends Enum<E>> E choice(String flag, @Nullable String text, Class<E> type, E absent) {
        if (text == null) {
            return absent;
        }
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw usage(
                flag + " " + text,
                "use one of "
                        + String.join(
                                ", ",
                                List.of(type.getEnumConstants()).stream()
                                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                                        .toList()));
    }

    /** Reads a cache type; F16 if absent. */
    static GgmlType cacheType(String flag, @Nullable String text) {
        if (text == null) {
            return GgmlType.F16;
        }
        return GgmlType.byName(text)
                .filter(CACHE_TYPES::contains)
                .orElseThrow(() -> usage(
                        flag + " " + text,
                        "use one of "
                                + String.join(
                                        ", ",
                                        CACHE_TYPES.stream()
                                                .map(GgmlType::ggmlName)
                                                .toList())));
    }

    /** Says that a value is not accepted. */
    static CommandException usage(String what, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", "'" + what + "' is not accepted: " + hint + ".", "");
    }
}
