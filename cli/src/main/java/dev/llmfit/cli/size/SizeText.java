package dev.llmfit.cli.size;

import dev.llmfit.cli.Console;
import dev.llmfit.cli.render.Table;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renders one sized launch for people. */
final class SizeText {
    private SizeText() {}

    /** Prints the table of buffers and the layers below it. */
    static void print(Console console, String title, Machine machine, LaunchOptions options, Estimate estimate) {
        String unit = "MiB";
        console.line(title
                + " ".repeat(Math.max(1, Math.min(console.columns(), 89) - title.length() - unit.length()))
                + unit);
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("weights")
                .right("KV cache")
                .right("compute")
                .right("buffers")
                .right("driver")
                .right("total")
                .right("free")
                .right("left");
        for (MemoryLine line : MemoryLine.of(machine, estimate)) {
            table.row(
                    line.buffers().name(),
                    exact(line.buffers().weights().mib()),
                    exact(line.buffers().context().mib()),
                    exact(line.buffers().compute().mib()),
                    exact(line.buffers().total().mib()),
                    "~" + whole(line.overhead().typical().mib()),
                    whole(line.total().mib()),
                    whole(line.free().mib()),
                    whole(line.left() / (double) (1 << 20)));
        }
        table.lines(console.columns()).forEach(console::line);
        console.line(layers(machine, estimate) + " · FA " + (estimate.flashAttn() ? "on" : "off") + " · KV "
                + options.typeK().ggmlName() + "/" + options.typeV().ggmlName());
    }

    /** Returns which layers lie where, for example {@code layers 38–79 on CUDA0, 0–37 on the host}. */
    static String layers(Machine machine, Estimate estimate) {
        List<Integer> devices = estimate.layerDevice();
        int trunk = devices.size() - 1;
        List<String> parts = new ArrayList<>();
        for (int first = 0; first < trunk; ) {
            int last = first;
            while (last + 1 < trunk && devices.get(last + 1).equals(devices.get(first))) {
                last++;
            }
            parts.addFirst(
                    (first == last ? "" + first : first + "–" + last) + " on " + name(machine, devices.get(first)));
            first = last + 1;
        }
        return "layers " + String.join(", ", parts) + " · output on " + name(machine, devices.get(trunk));
    }

    private static String name(Machine machine, int device) {
        return device < 0 ? "the host" : machine.devices().get(device).name();
    }

    private static String exact(double mib) {
        return String.format(Locale.ROOT, "%,.1f", mib);
    }

    private static String whole(double mib) {
        return String.format(Locale.ROOT, "%,.0f", mib);
    }
}
