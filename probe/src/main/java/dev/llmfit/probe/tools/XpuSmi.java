package dev.llmfit.probe.tools;

import dev.llmfit.probe.hardware.YamlTree;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
        List<Map<String, String>> devices = json(discovery);
        if (devices.isEmpty()) {
            devices = csv(discovery);
        }
        if (devices.isEmpty()) {
            devices = table(discovery);
        }
        Map<String, Bytes> inUse = used(used);
        List<IntelReading> readings = new ArrayList<>();
        for (Map<String, String> device : devices) {
            Optional<Bytes> total = size(device);
            Optional<Bytes> taken = Optional.ofNullable(device.get("used"))
                    .flatMap(XpuSmi::mib)
                    .or(() -> Optional.ofNullable(inUse.get(device.getOrDefault("device id", ""))));
            readings.add(new IntelReading(
                    text(device, "device name"),
                    text(device, "pci bdf address").map(a -> a.toLowerCase(Locale.ROOT)),
                    text(device, "pci device id")
                            .map(d -> d.toLowerCase(Locale.ROOT).replace("0x", "")),
                    total,
                    total.flatMap(t -> taken.map(t::minus)),
                    "xpu-smi"));
        }
        return readings;
    }

    private static Optional<Bytes> size(Map<String, String> device) {
        var bytes = KeyValues.parse(device.getOrDefault("memory physical size byte", ""));
        Optional<Bytes> size = bytes.isPresent()
                ? Optional.of(Bytes.of(bytes.getAsLong()))
                : Optional.ofNullable(device.get("memory physical size")).flatMap(XpuSmi::mib);
        return size.filter(b -> b.count() > 0);
    }

    private static List<Map<String, String>> json(String text) {
        List<Map<String, String>> devices = new ArrayList<>();
        int start = text.indexOf('{');
        Object root = start < 0 ? "" : YamlTree.json(text.substring(start)).orElse("");
        if (root instanceof Map<?, ?> map) {
            Object list = map.get("device_list") instanceof List<?> l ? l : List.of(map);
            for (Object item : (List<?>) list) {
                Map<String, String> device = new HashMap<>();
                if (item instanceof Map<?, ?> m) {
                    m.forEach((k, v) -> device.put(
                            String.valueOf(k).toLowerCase(Locale.ROOT).replace('_', ' '), String.valueOf(v)));
                }
                if (device.containsKey("device name")) {
                    devices.add(device);
                }
            }
        }
        return devices;
    }

    private static List<Map<String, String>> csv(String text) {
        List<Map<String, String>> devices = new ArrayList<>();
        String[] heading = {};
        for (String line : text.split("\n", -1)) {
            String[] cells = line.strip().split(",", -1);
            if (cells[0].equals("Device ID")) {
                heading = cells;
            } else if (cells.length == heading.length
                    && KeyValues.parse(cells[0]).isPresent()) {
                Map<String, String> device = new HashMap<>();
                for (int i = 0; i < cells.length; i++) {
                    device.put(heading[i].strip().toLowerCase(Locale.ROOT), unquoted(cells[i]));
                }
                devices.add(device);
            }
        }
        return devices;
    }

    /** A row that starts with a number starts a device; the rows below it have an empty first cell. */
    private static List<Map<String, String>> table(String text) {
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
                        cells[2].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        cells[2].substring(colon + 2).strip());
            } else if (cells.length == 5) {
                summaryRow(device, starts, first, cells[2].strip());
            }
        }
        return devices;
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
                mib(cells[2].strip()).ifPresent(b -> used.put(cells[1].strip(), b));
            }
        }
        return used;
    }

    private static Optional<String> text(Map<String, String> device, String key) {
        return Optional.ofNullable(device.get(key)).filter(v -> !v.isEmpty() && !v.equals("N/A"));
    }

    private static String unquoted(String cell) {
        return cell.strip().replace("\"", "");
    }

    private static Optional<Bytes> mib(String text) {
        var number = KeyValues.parse(text);
        return number.isPresent() && number.getAsLong() < 1L << 40
                ? Optional.of(Bytes.of(number.getAsLong() << 20))
                : Optional.empty();
    }
}
