package dev.llmfit.render.machine;

import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Warning;
import dev.llmfit.render.Bar;
import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A machine for people: pools with a bar of what is free, devices under their pool, warnings with their fix. */
public final class MachineText {
    private static final int BAR = 20;

    private final Machine machine;
    private final Page page;

    private MachineText(Machine machine, Page page) {
        this.machine = machine;
        this.page = page;
    }

    /** Writes a machine. */
    public static void print(Machine machine, Page page) {
        new MachineText(machine, page).print();
    }

    private void print() {
        page.line(cut(machine.cpu().name() + " · " + cores()));
        if (!machine.cpu().isa().isEmpty()) {
            page.line(cut(machine.os() + " " + machine.arch() + " · "
                    + String.join(" ", machine.cpu().isa().stream().sorted().toList())));
        }
        page.line("");
        for (Pool pool : machine.pools()) {
            page.line(cut(pool(pool)));
            for (Device device : machine.devices()) {
                if (device.poolId().equals(pool.id())) {
                    page.line(cut(device(device, pool)));
                }
            }
        }
        if (machine.devices().isEmpty()) {
            page.line("GPU   none that llama.cpp can use");
        }
        page.line("");
        page.line(cut(budget()));
        for (ExcludedDevice device : machine.excluded()) {
            page.line(cut("Left out  " + device.description() + ": " + device.reason()));
        }
        warnings();
    }

    private String cores() {
        String sockets = machine.cpu().sockets() > 1 ? machine.cpu().sockets() + " sockets, " : "";
        return sockets + machine.cpu().physicalCores() + " cores, "
                + machine.cpu().logicalCpus() + " hardware threads, "
                + machine.cpu().threads() + " to use";
    }

    private String pool(Pool pool) {
        double share =
                pool.free().count() / (double) Math.max(1, pool.capacity().count());
        String label = pool.kind() == Pool.Kind.DEVICE ? "VRAM" : pool.kind() == Pool.Kind.UNIFIED ? "RAM*" : "RAM";
        String bar = Bar.of(share, BAR);
        String text = String.format(
                Locale.ROOT,
                "%-4s  %s%s  %,.1f of %,.1f GiB free",
                label,
                bar,
                "·".repeat(BAR - CharWidth.of(bar)),
                pool.free().gib(),
                pool.capacity().gib());
        return pool.measuredGbps().isPresent()
                ? text + bandwidth(pool.measuredGbps()) + " measured"
                : text + bandwidth(pool.bandwidthGbps());
    }

    private static String device(Device device, Pool pool) {
        String text = "      " + device.name() + "  " + device.description();
        if (device.computeCapability().isPresent()) {
            text += " (" + device.computeCapability().get() + ")";
        }
        if (pool.kind() == Pool.Kind.UNIFIED) {
            text += String.format(
                    Locale.ROOT, ", may use %,.1f GiB of it", device.capacity().gib());
        }
        return text + (pool.bandwidthGbps().isPresent() ? "" : bandwidth(device.bandwidthGbps()));
    }

    private static String bandwidth(Optional<Double> gbps) {
        return gbps.map(b -> String.format(Locale.ROOT, "  %,.0f GB/s", b)).orElse("");
    }

    private String budget() {
        Budget budget = Budget.of(machine);
        String ram =
                String.format(Locale.ROOT, "%,.1f GiB RAM", budget.hostNow().gib());
        if (machine.devices().isEmpty()) {
            return "Plan with " + ram + " (system reserve kept)";
        }
        boolean shared = machine.pool(machine.devices().getFirst().poolId()).kind() == Pool.Kind.UNIFIED;
        String gpu = String.format(
                Locale.ROOT,
                "%,.1f GiB GPU now, %,.1f at most",
                budget.gpuNow().gib(),
                budget.gpuCapacity().gib());
        return "Plan with " + gpu + (shared ? " (* the same memory as the " + ram + ")" : ", " + ram)
                + ", margins kept";
    }

    private void warnings() {
        List<Warning> shown = machine.warnings().stream()
                .filter(w -> !w.id().equals("gpu-not-used"))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        page.line("");
        for (Warning warning : shown) {
            Paragraph.wrap("! ", warning.text(), page.columns()).forEach(page::line);
            if (!warning.fix().isEmpty()) {
                Paragraph.wrap("  ", page.say(warning.fix()), page.columns()).forEach(page::line);
            }
        }
    }

    private String cut(String line) {
        if (CharWidth.of(line) <= page.columns()) {
            return line;
        }
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < line.length() && CharWidth.of(kept.toString()) < page.columns() - 1; i++) {
            kept.append(line.charAt(i));
        }
        return kept.toString().stripTrailing() + "…";
    }
}
