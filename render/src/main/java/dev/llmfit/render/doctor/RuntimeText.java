package dev.llmfit.render.doctor;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.tools.DeviceList;
import dev.llmfit.render.Table;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What runtimes see, beside our own reading. */
final class RuntimeText {
    private final Machine machine;
    private final Runtimes runtimes;

    RuntimeText(Machine machine, Runtimes runtimes) {
        this.machine = machine;
        this.runtimes = runtimes;
    }

    /** Returns a table with a row for each device, or nothing if there is neither a GPU nor a runtime. */
    List<String> lines(int columns) {
        Table table = new Table()
                .left("device")
                .right("GiB")
                .right("free")
                .left("seen by")
                .left("name");
        int rows = 0;
        for (Device device : machine.devices()) {
            table.row(device.name(), gib(device.capacity()), gib(device.free()), "llmfit", device.description());
            rows++;
        }
        List<String> blind = new ArrayList<>();
        for (Map.Entry<String, Probe<String>> program : runtimes.lists().entrySet()) {
            List<DeviceList.Entry> gpus = runtimes.gpus(program.getKey());
            if (gpus.isEmpty() && program.getValue() instanceof Probe.Found<String>) {
                blind.add(program.getKey());
            }
            for (DeviceList.Entry gpu : gpus) {
                table.row(gpu.name(), gib(gpu.total()), gib(gpu.free()), program.getKey(), gpu.description());
                rows++;
            }
        }
        for (Runtimes.Loaded model : loaded()) {
            table.row(model.model(), gib(model.size()), "", "Ollama", gib(model.onGpu()) + " GiB on the GPU");
            rows++;
        }
        List<String> lines = new ArrayList<>(rows > 0 ? table.lines(columns) : List.of());
        if (!blind.isEmpty()) {
            lines.add("No GPU is seen by " + String.join(" and ", blind) + ".");
        }
        return lines;
    }

    private List<Runtimes.Loaded> loaded() {
        return runtimes.ollama().found().orElse(List.of());
    }

    private static String gib(Bytes size) {
        return String.format(Locale.ROOT, "%,.1f", size.gib());
    }
}
