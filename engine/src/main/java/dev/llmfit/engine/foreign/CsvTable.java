package dev.llmfit.engine.foreign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CSV of llama-bench and of LocalScore: a line of names, then rows; cells may be quoted. */
final class CsvTable {
    private CsvTable() {}

    static boolean isHeader(String line) {
        return line.contains("n_prompt")
                && (line.contains("avg_ts") || line.contains("prompt_tps"))
                && line.contains(",");
    }

    static void read(List<String> lines, ForeignFile.Sink sink) {
        List<String> header = List.of();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (isHeader(line)) {
                header = cells(line);
            } else if (!line.isBlank() && !header.isEmpty()) {
                List<String> columns = header;
                int number = i + 1;
                sink.row(number, () -> row(columns, cells(ForeignFile.bounded(line)), number));
            }
        }
    }

    private static List<ForeignResult> row(List<String> header, List<String> cells, int line) {
        FieldSource row = FieldSource.of(columns(header, cells));
        return header.contains("prompt_tps")
                ? LocalScoreRow.of(row, ForeignResult.Place.UNKNOWN, line)
                : List.of(LlamaBenchRow.of(row, line));
    }

    /** Returns cells by the name of their column. */
    static Map<String, String> columns(List<String> header, List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("it has " + cells.size() + " cells for " + header.size() + " columns");
        }
        Map<String, String> columns = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            columns.put(header.get(i), cells.get(i));
        }
        return columns;
    }

    /** Returns the cells of a line; a quote inside quotes is doubled. */
    static List<String> cells(String line) {
        return split(line, '"');
    }

    /** Splits at commas that are in no quotes. */
    static List<String> split(String line, char quote) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == quote && quoted && i + 1 < line.length() && line.charAt(i + 1) == quote) {
                cell.append(c);
                i++;
            } else if (c == quote) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
