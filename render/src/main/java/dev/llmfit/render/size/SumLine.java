package dev.llmfit.render.size;

import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Role;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A launch in a line: whether it fits, and the sum of what it takes where it is tightest: the GPUs together, or the RAM. */
final class SumLine {
    private static final double GIB = 1L << 30;

    private SumLine() {}

    static String of(SizeAnswer answer, Page page) {
        List<DeviceUse> used = answer.memory().devices().stream()
                .filter(u -> u.buffers().total().count() > 0)
                .toList();
        boolean gpu = !used.isEmpty();
        List<DeviceUse> told = gpu ? used : List.of(answer.memory().host());
        double free = told.stream().mapToDouble(u -> (double) u.free().count()).sum();
        String sum = String.format(
                Locale.ROOT,
                "weights %.1f + KV %.1f + compute %.1f + driver %.1f = %.1f of %.1f GiB %s",
                gib(told, DeviceUse::weights),
                gib(told, DeviceUse::context),
                gib(told, DeviceUse::compute),
                gib(told, u -> u.overhead().typical()),
                gib(told, DeviceUse::total),
                free / GIB,
                where(told, gpu));
        return verdict(answer, page) + " · " + sum;
    }

    private static String where(List<DeviceUse> told, boolean gpu) {
        return !gpu ? "RAM" : told.size() == 1 ? "on " + told.getFirst().name() : "on " + told.size() + " GPUs";
    }

    private static String verdict(SizeAnswer answer, Page page) {
        if (!answer.fits()) {
            return page.in(Role.BAD, "✗ does not fit");
        }
        return answer.memory().fits() ? page.in(Role.GOOD, "● fits") : page.in(Role.PART, "◐ fits, margin touched");
    }

    private static double gib(List<DeviceUse> uses, Function<DeviceUse, Bytes> part) {
        return uses.stream().mapToDouble(u -> (double) part.apply(u).count()).sum() / GIB;
    }
}
