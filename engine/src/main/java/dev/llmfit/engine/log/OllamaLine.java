package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of Ollama's own log: {@code time=… level=INFO source=server.go:104 msg="system memory" total="31.3 GiB"}.
 *
 * @param fields keys and values, quotes removed, {@code msg} among them
 */
record OllamaLine(Map<String, String> fields) {
    private static final Pattern FIELD =
            Pattern.compile("(?:\"([^\"]+)\"|([\\w.]+))=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s\"]*))");
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(TiB|GiB|MiB|KiB|TB|GB|MB|KB|B)\\b");

    OllamaLine {
        fields = Map.copyOf(fields);
    }

    /** Returns the line's fields; empty if it is none of Ollama's. */
    static Optional<OllamaLine> of(String line) {
        if (!line.contains("msg=")) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher m = FIELD.matcher(line);
        while (m.find()) {
            String key = m.group(1) != null ? m.group(1) : m.group(2);
            String value = m.group(3) != null ? m.group(3) : m.group(4);
            fields.putIfAbsent(key, value == null ? "" : value.replace("\\\"", "\""));
        }
        return Optional.of(new OllamaLine(fields));
    }

    String msg() {
        return fields.getOrDefault("msg", "");
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(fields.get(key)).filter(v -> !v.isEmpty());
    }

    /** Returns a size as {@code format.HumanBytes2} prints it. */
    Optional<Bytes> size(String key) {
        return text(key).flatMap(OllamaLine::size0);
    }

    /** Returns the sizes of a list, {@code [23.3 GiB 22.1 GiB]}. */
    List<Bytes> sizes(String key) {
        List<Bytes> sizes = new ArrayList<>();
        Matcher m = SIZE.matcher(text(key).orElse(""));
        while (m.find()) {
            sizes.add(bytes(m));
        }
        return sizes;
    }

    static Optional<Bytes> size0(String text) {
        Matcher m = SIZE.matcher(text);
        return m.find() ? Optional.of(bytes(m)) : Optional.empty();
    }

    private static Bytes bytes(Matcher m) {
        double unit = switch (m.group(2)) {
            case "TiB" -> 1L << 40;
            case "GiB" -> 1L << 30;
            case "MiB" -> 1L << 20;
            case "KiB" -> 1L << 10;
            case "TB" -> 1e12;
            case "GB" -> 1e9;
            case "MB" -> 1e6;
            case "KB" -> 1e3;
            default -> 1;
        };
        return LogNumber.bytes(LogNumber.real(m.group(1)).orElse(0), unit);
    }
}
