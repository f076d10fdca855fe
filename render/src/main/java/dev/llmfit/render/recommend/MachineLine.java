package dev.llmfit.render.recommend;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A machine in one line: its GPUs, its processor, its memory, and what is free of them. */
final class MachineLine {
    private MachineLine() {}

    static String of(Machine machine, Budgets budgets) {
        List<String> parts = new ArrayList<>(gpus(machine, budgets));
        parts.add(machine.cpu().name());
        Pool ram = machine.hostPool();
        boolean shared = budgets.shared().contains(true);
        parts.add(String.format(
                Locale.ROOT,
                "%s %s, %.1f free, %.1f usable",
                installed(ram.installed()),
                shared ? "shared memory" : "RAM",
                ram.free().gib(),
                budgets.host().gib()));
        return String.join(" · ", parts);
    }

    /** Whole GiB; MiB of what is less than one. */
    private static String installed(Bytes memory) {
        return memory.gib() < 1
                ? String.format(Locale.ROOT, "%.0f MiB", memory.mib())
                : String.format(Locale.ROOT, "%.0f GiB", memory.gib());
    }

    private static List<String> gpus(Machine machine, Budgets budgets) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int d = 0; d < machine.devices().size(); d++) {
            Device device = machine.devices().get(d);
            String text = String.format(
                    Locale.ROOT,
                    "%s (%.1f GiB free, %.1f usable)",
                    device.description(),
                    device.free().gib(),
                    budgets.devices().get(d).gib());
            counts.merge(text, 1, Integer::sum);
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((text, n) -> parts.add(n == 1 ? text : n + " × " + text));
        return parts;
    }
}
