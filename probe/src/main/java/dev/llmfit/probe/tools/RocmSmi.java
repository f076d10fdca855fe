package dev.llmfit.probe.tools;

import dev.llmfit.probe.hardware.YamlTree;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * AMD GPUs from {@code rocm-smi}: JSON, and the CSV and text that versions without JSON print. Lines around the answer, such
 * as the warning about a low-power state (llmfit#13), are skipped; {@code N/A} is no value.
 */
public final class RocmSmi {
    /** The command. */
    public static final List<String> COMMAND =
            List.of("rocm-smi", "--showproductname", "--showbus", "--showmeminfo", "vram", "gtt", "--json");

    private RocmSmi() {}

    /** Parses the answer, whichever of the three forms it has. */
    public static List<AmdReading> parse(String text) {
        List<Map<String, String>> cards = json(text);
        if (cards.isEmpty()) {
            cards = csv(text);
        }
        if (cards.isEmpty()) {
            cards = lines(text);
        }
        return cards.stream().map(RocmSmi::reading).flatMap(Optional::stream).toList();
    }

    private static Optional<AmdReading> reading(Map<String, String> card) {
        Optional<String> device =
                value(card, "device id", "card model", "card id").flatMap(RocmSmi::hex);
        Optional<Bytes> total = value(card, "vram total memory (b)").flatMap(RocmSmi::bytes);
        Optional<String> family = value(card, "gfx version").filter(g -> g.startsWith("gfx"));
        if (total.isEmpty() && device.isEmpty()) {
            return Optional.empty(); // a processor, or the section of the whole system
        }
        return Optional.of(new AmdReading(
                value(card, "card series", "device name").filter(n -> !n.startsWith("0x")),
                device,
                family,
                value(card, "pci bus").map(a -> a.toLowerCase(Locale.ROOT)),
                total,
                value(card, "vram total used memory (b)").flatMap(RocmSmi::bytes),
                value(card, "gtt total memory (b)").flatMap(RocmSmi::bytes),
                "rocm-smi"));
    }

    private static List<Map<String, String>> json(String text) {
        int start = text.indexOf('{');
        List<Map<String, String>> cards = new ArrayList<>();
        if (start >= 0 && YamlTree.json(text.substring(start)).orElse("") instanceof Map<?, ?> root) {
            root.forEach((name, value) -> {
                if (String.valueOf(name).startsWith("card") && value instanceof Map<?, ?> card) {
                    Map<String, String> lower = new HashMap<>();
                    card.forEach((k, v) -> lower.put(String.valueOf(k).toLowerCase(Locale.ROOT), String.valueOf(v)));
                    cards.add(lower);
                }
            });
        }
        return cards;
    }

    private static List<Map<String, String>> csv(String text) {
        List<Map<String, String>> cards = new ArrayList<>();
        String[] heading = {};
        for (String line : text.split("\n", -1)) {
            String[] cells = line.strip().split(",", -1);
            if (cells[0].equals("device")) {
                heading = cells;
            } else if (cells[0].startsWith("card") && cells.length == heading.length) {
                Map<String, String> card = new HashMap<>();
                for (int i = 0; i < cells.length; i++) {
                    card.put(heading[i].strip().toLowerCase(Locale.ROOT), cells[i].strip());
                }
                cards.add(card);
            }
        }
        return cards;
    }

    /** {@code GPU[0]   : Card Series:   AMD Radeon RX 7900 XTX}. */
    private static List<Map<String, String>> lines(String text) {
        Map<String, Map<String, String>> cards = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int close = line.indexOf(']');
            int first = line.indexOf(':');
            int second = first < 0 ? -1 : line.indexOf(": ", first + 1);
            second = second < 0 && first >= 0 ? line.indexOf(":\t", first + 1) : second;
            if (line.startsWith("GPU[") && close > 0 && first > close && second > first) {
                cards.computeIfAbsent(line.substring(0, close + 1), k -> new HashMap<>())
                        .put(
                                line.substring(first + 1, second).strip().toLowerCase(Locale.ROOT),
                                line.substring(second + 1).strip());
            }
        }
        return List.copyOf(cards.values());
    }

    private static Optional<String> value(Map<String, String> card, String... keys) {
        for (String key : keys) {
            String value = card.get(key);
            if (value != null && !value.isEmpty() && !value.equals("N/A")) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** {@code 0x744c}; {@code 0x0000} is what versions without a name table print. */
    private static Optional<String> hex(String text) {
        String digits = text.toLowerCase(Locale.ROOT).replace("0x", "");
        boolean real = text.startsWith("0x") && digits.length() == 4 && !digits.equals("0000");
        return real ? Optional.of(digits) : Optional.empty();
    }

    private static Optional<Bytes> bytes(String text) {
        var number = KeyValues.parse(text);
        return number.isPresent() ? Optional.of(Bytes.of(number.getAsLong())) : Optional.empty();
    }
}
