package dev.llmfit.probe.tools;

import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * AMD GPUs from {@code amd-smi}: what they are by {@code static}, what is used by {@code metric}. JSON comes as a list (ROCm
 * 6) or below {@code gpu_data} (ROCm 7); without it the indented text has the same names in capitals. {@code MB} is 2^20.
 */
public final class AmdSmi {
    /** What the GPUs are. */
    public static final List<String> STATIC = List.of("amd-smi", "static", "--asic", "--bus", "--vram", "--json");

    /** How much memory is used. */
    public static final List<String> METRIC = List.of("amd-smi", "metric", "--mem-usage", "--json");

    private AmdSmi() {}

    /** Parses both answers; either may be empty. */
    public static List<AmdReading> parse(String staticText, String metricText) {
        List<Map<String, String>> metrics = gpus(metricText);
        List<Map<String, String>> cards = gpus(staticText);
        List<AmdReading> readings = new ArrayList<>();
        for (Map<String, String> card : cards.isEmpty() ? metrics : cards) {
            Map<String, String> both = new HashMap<>(card);
            metrics.stream()
                    .filter(m -> m.getOrDefault("gpu", "").equals(card.get("gpu")))
                    .forEach(m -> m.forEach(both::putIfAbsent));
            readings.add(reading(new ToolRow(both)));
        }
        return readings;
    }

    private static AmdReading reading(ToolRow gpu) {
        return new AmdReading(
                gpu.text("asic.market_name"),
                gpu.hex("asic.device_id"),
                gpu.text("asic.target_graphics_version").filter(g -> g.startsWith("gfx")),
                gpu.lower("bus.bdf"),
                gpu.mib("mem_usage.total_vram", "vram.size"),
                gpu.mib("mem_usage.used_vram"),
                gpu.mib("mem_usage.total_gtt"),
                "amd-smi");
    }

    private static List<Map<String, String>> gpus(String text) {
        List<Map<String, String>> found = new ArrayList<>();
        int list = text.indexOf('[');
        int map = text.indexOf('{');
        int start = list < 0 ? map : map < 0 ? list : Math.min(list, map);
        JsonValue root = start < 0 ? JsonNull.NULL : ToolJson.parse(text.substring(start));
        for (JsonValue item : root.get("gpu_data").orElse(root).items()) {
            Map<String, String> flat = new HashMap<>();
            flatten("", item, flat);
            found.add(flat);
        }
        return found.isEmpty() ? indented(text) : found;
    }

    /** {@code {"size": {"value": 24560, "unit": "MB"}}} becomes {@code size = 24560}. */
    private static void flatten(String path, JsonValue value, Map<String, String> into) {
        if (value instanceof JsonObject object) {
            object.members().forEach((name, member) -> {
                String key = LowerCase.of(name);
                String below = key.equals("value") ? path : path.isEmpty() ? key : path + "." + key;
                flatten(below, member, into);
            });
        } else {
            into.putIfAbsent(path, ToolJson.text(value));
        }
    }

    /** {@code GPU: 0}, four blanks and {@code ASIC:}, eight blanks and {@code MARKET_NAME: …}. */
    private static List<Map<String, String>> indented(String text) {
        List<Map<String, String>> found = new ArrayList<>();
        String section = "";
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String key = LowerCase.of(line.substring(0, colon).strip());
            String value = line.substring(colon + 1).strip();
            int indent = line.length() - line.stripLeading().length();
            if (indent == 0 && key.equals("gpu")) {
                Map<String, String> gpu = new HashMap<>();
                gpu.put("gpu", value);
                found.add(gpu);
            } else if (!found.isEmpty() && value.isEmpty() && indent <= 4) {
                section = key + ".";
            } else if (!found.isEmpty()) {
                found.getLast().putIfAbsent(section + key, value);
            }
        }
        return found;
    }
}
