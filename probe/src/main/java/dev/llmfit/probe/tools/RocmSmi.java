package dev.llmfit.probe.tools;

import dev.llmfit.json.JsonObject;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
        List<ToolRow> cards = json(text);
        if (cards.isEmpty()) {
            cards = ToolRow.csv(text, "device", first -> first.startsWith("card"));
        }
        if (cards.isEmpty()) {
            cards = lines(text);
        }
        return cards.stream().map(RocmSmi::reading).flatMap(Optional::stream).toList();
    }

    private static Optional<AmdReading> reading(ToolRow card) {
        Optional<String> device = device(card);
        Optional<Bytes> total = card.bytes("vram total memory (b)");
        if (total.isEmpty() && device.isEmpty()) {
            return Optional.empty(); // a processor, or the section of the whole system
        }
        return Optional.of(new AmdReading(
                card.text("card series", "device name").filter(n -> !n.startsWith("0x")),
                device,
                card.text("gfx version").filter(g -> g.startsWith("gfx")),
                card.lower("pci bus"),
                total,
                card.bytes("vram total used memory (b)"),
                card.bytes("gtt total memory (b)"),
                "rocm-smi"));
    }

    /** {@code 0x744c}, or a name; {@code 0x0000} is what versions without a name table print. */
    private static Optional<String> device(ToolRow card) {
        String[] names = {"device id", "card model", "card id"};
        return card.text(names)
                .filter(v -> v.startsWith("0x"))
                .flatMap(v -> card.hex(names))
                .filter(d -> d.length() == 4 && !d.equals("0000"));
    }

    private static List<ToolRow> json(String text) {
        int start = text.indexOf('{');
        List<ToolRow> cards = new ArrayList<>();
        if (start >= 0 && ToolJson.parse(text.substring(start)) instanceof JsonObject root) {
            root.members().forEach((name, value) -> {
                if (name.startsWith("card") && value instanceof JsonObject card) {
                    cards.add(ToolRow.ofObject(card));
                }
            });
        }
        return cards;
    }

    /** {@code GPU[0]   : Card Series:   AMD Radeon RX 7900 XTX}. */
    private static List<ToolRow> lines(String text) {
        Map<String, Map<String, String>> cards = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int close = line.indexOf(']');
            int first = line.indexOf(':');
            int second = first < 0 ? -1 : line.indexOf(": ", first + 1);
            second = second < 0 && first >= 0 ? line.indexOf(":\t", first + 1) : second;
            if (line.startsWith("GPU[") && close > 0 && first > close && second > first) {
                cards.computeIfAbsent(line.substring(0, close + 1), k -> new HashMap<>())
                        .put(
                                LowerCase.of(line.substring(first + 1, second).strip()),
                                line.substring(second + 1).strip());
            }
        }
        return cards.values().stream().map(ToolRow::new).toList();
    }
}
