package dev.llmfit.answers.plot;

import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The memory of a launch as bars: what lies on the GPUs together, or in the RAM where there is none. */
public final class LaunchBars {
    private static final double GIB = 1L << 30;

    private LaunchBars() {}

    /** Returns the parts, GiB. */
    public static List<Part> parts(LaunchUse use) {
        return parts(told(use));
    }

    /** Returns the parts of some memories together, GiB; of a memory that is given nothing, not even a driver. */
    public static List<Part> parts(List<DeviceUse> uses) {
        return List.of(
                new Part(Kind.WEIGHTS, gib(uses, DeviceUse::weights)),
                new Part(Kind.KV, gib(uses, DeviceUse::context)),
                new Part(Kind.COMPUTE, gib(uses, DeviceUse::compute)),
                new Part(Kind.DRIVER, gib(uses, u -> u.overhead().typical())));
    }

    /** Returns what may be used of those memories, margins kept. */
    public static Limit limit(LaunchUse use) {
        return limit(told(use));
    }

    /** Returns what may be used of some memories together, margins kept. */
    public static Limit limit(List<DeviceUse> uses) {
        double usable = uses.stream()
                        .mapToDouble(
                                u -> (double) (u.free().count() - u.margin().count()))
                        .sum()
                / GIB;
        return new Limit(String.format(Locale.ROOT, "%.1f GiB may be used", Math.max(0, usable)), Math.max(0, usable));
    }

    private static List<DeviceUse> told(LaunchUse use) {
        return use.devices().isEmpty() ? List.of(use.host()) : use.devices();
    }

    private static double gib(List<DeviceUse> uses, Function<DeviceUse, Bytes> part) {
        return uses.stream()
                        .filter(u -> u.buffers().total().count() > 0)
                        .mapToDouble(u -> (double) part.apply(u).count())
                        .sum()
                / GIB;
    }
}
