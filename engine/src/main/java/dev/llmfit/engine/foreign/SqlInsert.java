package dev.llmfit.engine.foreign;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** llama-bench's SQL ({@code sql_printer}): INSERT statements, one a line, with names and values. */
final class SqlInsert {
    private static final Pattern INSERT =
            Pattern.compile("INSERT INTO \\S+ \\((.+?)\\) *VALUES *\\((.+)\\);?\\s*", Pattern.CASE_INSENSITIVE);

    private SqlInsert() {}

    static boolean is(String line) {
        return line.regionMatches(true, 0, "INSERT INTO ", 0, 12);
    }

    static void read(List<String> lines, ForeignFile.Sink sink) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int number = i + 1;
            if (is(line)) {
                sink.row(number, () -> List.of(row(ForeignFile.bounded(line), number)));
            }
        }
    }

    private static ForeignResult row(String line, int number) {
        Matcher m = INSERT.matcher(line);
        if (!m.matches()) {
            throw new IllegalArgumentException("its statement is not understood");
        }
        return LlamaBenchRow.of(
                FieldSource.of(CsvTable.columns(CsvTable.cells(m.group(1)), CsvTable.split(m.group(2), '\''))), number);
    }
}
