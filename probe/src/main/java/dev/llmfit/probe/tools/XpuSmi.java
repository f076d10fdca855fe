package dev.llmfit.probe.tools;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Intel GPUs from {@code xpu-smi}: the CSV of {@code discovery --dump}, its JSON, and the tables of {@code discovery} and of
 * version 2. A GPU in the processor has a memory size of zero here, which is no memory of its own.
 */
public final class XpuSmi {
    /** Device id, name, PCI address, memory size. */
    public static final List<String> DISCOVERY = List.of("xpu-smi", "discovery", "--dump", "1,2,11,16");

    /** Memory in use, one sample of every device. */
    public static final List<String> USED = List.of("xpu-smi", "dump", "-d", "-1", "-m", "18", "-n", "1");

    private XpuSmi() {}

    /** Parses both answers; the second may be empty. */
    public static List<IntelReading> parse(String discovery, String used) {
        List<ToolRow> devices = json(discovery);
        if (devices.isEmpty()) {
            devices = ToolRow.csv(
                    discovery, "Device ID", first -> KeyValues.parse(first).isPresent());
        }
        if (devices.isEmpty()) {
            devices = table(discovery);
        }
        Map<String, Bytes> inUse = used(used);
        List<IntelReading> readings = new ArrayList<>();
        for (ToolRow device : devices) {
            Optional<Bytes> total = device.bytes("memory physical size byte")
                    .or(() -> device.mib("memory physical size"))
                    .filter(b -> b.count() > 0);
            Optional<Bytes> taken =
                    device.mib("used").or(() -> device.text("device id").map(inUse::get));
            readings.add(new IntelReading(
                    device.text("device name"),
                    device.lower("pci bdf address"),
                    device.hex("pci device id"),
                    total,
                    total.flatMap(t -> taken.map(t::minus)),
                    "xpu-smi"));
        }
        return readings;
    }

    private static List<ToolRow> json(String text) {
        List<ToolRow> devices = new ArrayList<>();
        int start = text.indexOf('{');
        if (start >= 0 && ToolJson.parse(text.substring(start)) instanceof JsonObject root) {
            for (JsonValue item : root.get("device_list").map(JsonValue::items).orElse(List.of(root))) {
                if (item instanceof JsonObject object) {
                    ToolRow device = ToolRow.ofObject(object);
                    device.text("device name").ifPresent(name -> devices.add(device));
                }
            }
        }
        return devices;
    }

    /** A row that starts with a number starts a device; the rows below it have an empty first cell. */
    private static List<ToolRow> table(String text) {
        List<Map<String, String>> devices = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] cells = line.strip().split("\\|", -1);
            if (cells.length < 4) {
                continue;
            }
            String first = cells[1].strip();
            boolean starts = KeyValues.parse(first).isPresent();
            if (starts) {
                devices.add(new HashMap<>());
                devices.getLast().put("device id", first.split("\\s", 2)[0]);
            }
            if (devices.isEmpty()) {
                continue;
            }
            Map<String, String> device = devices.getLast();
            int colon = cells[2].indexOf(": ");
            if (cells.length == 4 && colon > 0) { // discovery: one "name: value" in a row
                device.putIfAbsent(
                        LowerCase.of(cells[2].substring(0, colon).strip()),
                        cells[2].substring(colon + 2).strip());
            } else if (cells.length == 5) {
                summaryRow(device, starts, first, cells[2].strip());
            }
        }
        return devices.stream().map(ToolRow::new).toList();
    }

    /** Version 2: {@code 0  Intel(R) Arc(TM) A770  Off | 0000:03:00.0  Off | …}, below it {@code 3642MiB / 16288MiB}. */
    private static void summaryRow(Map<String, String> device, boolean starts, String first, String second) {
        if (starts) {
            String[] words = first.split("\\s{2,}", -1);
            if (words.length > 1) {
                device.put("device name", words[1]);
            }
            device.put("pci bdf address", second.split("\\s", 2)[0]);
        }
        String[] sizes = second.split(" / ", -1);
        if (sizes.length == 2 && sizes[1].endsWith("MiB")) {
            device.put("used", sizes[0]);
            device.put("memory physical size", sizes[1]);
        }
    }

    /** {@code Timestamp, DeviceId, GPU Memory Used (MiB)} and a line for each device. */
    private static Map<String, Bytes> used(String text) {
        Map<String, Bytes> used = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] cells = line.strip().split(",", -1);
            if (cells.length == 3 && KeyValues.parse(cells[1]).isPresent()) {
                KeyValues.mib(cells[2].strip()).ifPresent(b -> used.put(cells[1].strip(), b));
            }
        }
        return used;
    }
}
