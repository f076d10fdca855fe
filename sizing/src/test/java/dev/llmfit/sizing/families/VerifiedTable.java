package dev.llmfit.sizing.families;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of what {@code bench/verify-all} found, one row for each architecture of the catalogue. */
final class VerifiedTable {
    static final String BEGIN = "<!-- verified: bench/verify-all, then ArchitecturesDocTest -->";
    static final String END = "<!-- end of verified -->";

    /** Columns of the file, in their order. */
    private static final List<String> COLUMNS = List.of(
            "architecture",
            "model",
            "engine",
            "shrunk",
            "weights_predicted",
            "weights_measured",
            "context_predicted",
            "context_measured",
            "compute_predicted",
            "compute_measured",
            "result");

    private static final Path KEPT = Path.of("..", "bench", "verified.csv");
    private static final double MIB = 1 << 20;

    private VerifiedTable() {}

    static String markdown() throws IOException {
        Map<String, List<String>> runs = Files.readAllLines(KEPT).stream()
                .skip(1)
                .map(VerifiedTable::cells)
                .collect(Collectors.toMap(List::getFirst, Function.identity()));
        Map<String, ModelSummary> smallest = new TreeMap<>();
        for (ModelSummary model : Catalogue.bundled().summaries()) {
            smallest.merge(model.architecture(), model, (a, b) -> a.parameters() <= b.parameters() ? a : b);
        }
        long equal = smallest.keySet().stream()
                .filter(name ->
                        runs.containsKey(name) && runs.get(name).getLast().equals("equal"))
                .count();
        StringBuilder text = new StringBuilder();
        text.append("""

            ## In the real engine
            `bench/verify-all` writes a phantom of the smallest model of each architecture of the catalogue
            in Q4_K_M, loads it in llama-server b11434 on a CPU (`-c 512`) and compares all buffers: MiB
            predicted / measured, equal if they differ by no more than the engine's rounding. %d of %d are
            equal. Where a model was shrunk, the layers and experts that were left are told; each kind of
            layer is among them ([engines.md](engines.md), "The phantom").

            """.formatted(equal, smallest.size()));
        text.append(BEGIN).append("\n");
        text.append("| architecture | model | shrunk to | weights | context | compute | result |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        smallest.forEach((name, model) -> text.append("| ")
                .append(String.join(
                        " | ",
                        runs.containsKey(name)
                                ? row(runs.get(name))
                                : List.of(name, model.id(), "", "", "", "", "not run yet")))
                .append(" |\n"));
        return text.append(END).append("\n").toString();
    }

    private static List<String> row(List<String> cells) {
        boolean ran = !cells.get(COLUMNS.indexOf("engine")).isEmpty();
        List<String> row = new ArrayList<>(List.of(cells.get(0), cells.get(1), cells.get(COLUMNS.indexOf("shrunk"))));
        for (String part : List.of("weights", "context", "compute")) {
            row.add(
                    ran
                            ? mib(cells.get(COLUMNS.indexOf(part + "_predicted"))) + " / "
                                    + mib(cells.get(COLUMNS.indexOf(part + "_measured")))
                            : "");
        }
        row.add(cells.getLast());
        return row;
    }

    private static String mib(String bytes) {
        return String.format(Locale.ROOT, "%.2f", Long.parseLong(bytes) / MIB);
    }

    /** Splits a line of the file; a text with a comma stands in quotes. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        if (cells.size() != COLUMNS.size()) {
            throw new IllegalStateException(KEPT + ": " + line);
        }
        return cells;
    }
}
