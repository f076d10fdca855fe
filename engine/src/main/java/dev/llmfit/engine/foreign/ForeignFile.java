package dev.llmfit.engine.foreign;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;

/**
 * Measurements of other programs in a text: llama-bench's JSON, JSON lines, SQL, CSV and Markdown, LocalScore's JSON and CSV, community
 * files of the Rust llmfit, and timings that llama.cpp's programs and Ollama print. Each row is read by itself.
 *
 * @param results what was read
 * @param refused rows that were not understood
 */
public record ForeignFile(List<ForeignResult> results, List<Refused> refused) {
    /** A row is some hundred characters; judgement. */
    private static final int LONGEST_ROW = 1 << 16;

    public ForeignFile {
        results = List.copyOf(results);
        refused = List.copyOf(refused);
    }

    /**
     * A row that was left out.
     *
     * @param line where it stands, from 1
     * @param reason a sentence without a final stop
     */
    public record Refused(int line, String reason) {
        public Refused {
            Amount.count(line, "line");
        }
    }

    /** Reads a text; a text of none of these forms has neither results nor refused rows. */
    public static ForeignFile read(String text) {
        Reader reader = new Reader();
        String start = text.stripLeading();
        if (start.startsWith("[") || start.startsWith("{")) {
            reader.json(text);
        } else {
            reader.lines(text.lines().toList());
        }
        return new ForeignFile(reader.results, reader.refused);
    }

    private static final class Reader {
        private final List<ForeignResult> results = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();

        /** One document, or one for each line. */
        private void json(String text) {
            try {
                document(Json.parse(text), 1);
                return;
            } catch (IllegalArgumentException e) {
                // Not one document: JSON lines, or one that is broken.
            }
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.startsWith("{")) {
                    try {
                        document(Json.parse(line), i + 1);
                    } catch (IllegalArgumentException e) {
                        refused.add(new Refused(i + 1, "it is no JSON"));
                    }
                }
            }
        }

        private void document(JsonValue value, int line) {
            if (value instanceof JsonObject object && object.get("results").isPresent()) {
                List<JsonValue> rows = object.get("results").orElseThrow().items();
                for (int i = 0; i < rows.size(); i++) {
                    JsonValue row = rows.get(i);
                    int number = i + 1;
                    boolean community = object.get("hardware").isPresent();
                    row(
                            number,
                            () -> community
                                    ? List.of(CommunityFile.result(object, row, number))
                                    : LocalScoreRow.results(object, row, number));
                }
                return;
            }
            List<JsonValue> rows = value instanceof JsonObject ? List.of(value) : value.items();
            for (int i = 0; i < rows.size(); i++) {
                JsonValue row = rows.get(i);
                int number = rows.size() > 1 ? i + 1 : line;
                if (row.get("avg_ts").isPresent() || row.get("samples_ts").isPresent()) {
                    row(number, () -> List.of(LlamaBenchRow.of(FieldSource.of(row), number)));
                } else if (row.get("timings").isPresent()
                        || row.get("predicted_per_second").isPresent()) {
                    row(number, () -> Timings.json(row.get("timings").orElse(row), number));
                } else {
                    refused.add(new Refused(number, "it is no result of a program that is known here"));
                }
            }
        }

        private void lines(List<String> lines) {
            if (lines.stream().anyMatch(MarkdownTable::isHeader)) {
                MarkdownTable.read(lines, this::row);
                return;
            }
            if (lines.stream().anyMatch(SqlInsert::is)) {
                SqlInsert.read(lines, this::row);
                return;
            }
            if (lines.stream().anyMatch(CsvTable::isHeader)) {
                CsvTable.read(lines, this::row);
                return;
            }
            Timings.text(lines, this::row);
        }

        private void row(int line, Rows row) {
            try {
                results.addAll(row.read());
            } catch (IllegalArgumentException | ArithmeticException e) {
                String why = String.valueOf(e.getMessage());
                refused.add(new Refused(line, why.substring(0, Math.min(why.length(), 200))));
            }
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Rows {
        /**
         * Returns what a row holds.
         *
         * @throws IllegalArgumentException if it is not understood; the message is a sentence without a final stop
         */
        List<ForeignResult> read();
    }

    /** Takes rows. */
    @FunctionalInterface
    interface Sink {
        /** Reads a row, and keeps it or why it was not understood. */
        void row(int line, Rows row);
    }

    /** Returns a row that is not too long to be one. */
    static String bounded(String row) {
        if (row.length() > LONGEST_ROW) {
            throw new IllegalArgumentException("it is longer than a row can be");
        }
        return row;
    }
}
