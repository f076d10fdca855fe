package dev.llmfit.engine.foreign;

import dev.llmfit.engine.SpeedReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** llama-bench's Markdown ({@code markdown_printer} in {@code tools/llama-bench/llama-bench.cpp}), its usual output. */
final class MarkdownTable {
    private static final Pattern SPEED = Pattern.compile("([0-9.]+)(?: *± *([0-9.]+))?");
    private static final Pattern SIZE = Pattern.compile("([0-9.]+) *(B|KiB|MiB|GiB|K|M|T)?");
    private static final Pattern BUILD = Pattern.compile("build: *[0-9a-f]{6,40} *\\(([0-9]{1,7})\\)");

    private MarkdownTable() {}

    static boolean isHeader(String line) {
        return line.contains("|") && line.contains("t/s") && line.contains("test") && line.contains("model");
    }

    static void read(List<String> lines, ForeignFile.Sink sink) {
        OptionalInt build = lines.stream()
                .map(BUILD::matcher)
                .filter(Matcher::find)
                .mapToInt(m -> Integer.parseInt(m.group(1)))
                .findFirst();
        List<String> header = List.of();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (isHeader(line)) {
                header = cells(line);
            } else if (line.startsWith("|") && !header.isEmpty() && !line.contains("---")) {
                List<String> columns = header;
                int number = i + 1;
                sink.row(number, () -> List.of(row(columns, cells(ForeignFile.bounded(line)), build, number)));
            }
        }
    }

    private static List<String> cells(String line) {
        String[] parts = line.split("\\|", -1);
        List<String> cells = new ArrayList<>();
        for (int i = 1; i < parts.length - 1; i++) {
            cells.add(parts[i].strip());
        }
        return cells;
    }

    private static ForeignResult row(List<String> header, List<String> cells, OptionalInt build, int line) {
        FieldSource row = FieldSource.of(CsvTable.columns(header, cells));
        Matcher speed = SPEED.matcher(row.text("t/s").orElse(""));
        if (!speed.matches()) {
            throw new IllegalArgumentException("its speed is no number");
        }
        SpeedReading reading = LlamaBenchRow.told(
                TestName.of(row.text("test").orElse("")), number(speed.group(1)), number(speed.group(2)));
        return new ForeignResult(
                line,
                "llama-bench",
                new ForeignResult.NamedModel(
                        "", row.text("model").orElse(""), amount(row.text("params")), amount(row.text("size"))),
                ForeignResult.Place.UNKNOWN,
                options(row),
                build,
                Optional.empty(),
                reading);
    }

    private static OptionalDouble number(@Nullable String text) {
        try {
            return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its speed is no number", e);
        }
    }

    /** Returns bytes or parameters: {@code 4.58 GiB}, {@code 8.03 B}. */
    private static long amount(Optional<String> text) {
        Matcher m = SIZE.matcher(text.orElse("0"));
        if (!m.matches()) {
            throw new IllegalArgumentException("its size is not understood");
        }
        double unit = switch (String.valueOf(m.group(2)).toUpperCase(Locale.ROOT)) {
            case "KIB" -> 1L << 10;
            case "MIB" -> 1L << 20;
            case "GIB" -> 1L << 30;
            case "K" -> 1e3;
            case "M" -> 1e6;
            case "B" -> 1e9;
            case "T" -> 1e12;
            default -> 1;
        };
        return (long) (number(m.group(1)).orElse(0) * unit);
    }

    private static ForeignResult.Options options(FieldSource row) {
        boolean processor = row.text("backend")
                .filter(b -> b.equals("CPU") || b.equals("BLAS"))
                .isPresent();
        return new ForeignResult.Options(
                processor ? OptionalInt.of(0) : LlamaBenchRow.layers(row.whole("ngl")),
                row.whole("n_batch"),
                row.whole("n_ubatch"),
                row.whole("threads"),
                row.truth("fa"),
                row.text("type_k").orElse("f16"),
                row.text("type_v").orElse("f16"),
                row.whole("n_cpu_moe").orElse(0),
                row.truth("nkvo").orElse(false));
    }
}
