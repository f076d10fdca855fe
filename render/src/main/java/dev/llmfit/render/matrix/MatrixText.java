package dev.llmfit.render.matrix;

import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixDifference;
import dev.llmfit.answers.matrix.MatrixResult;
import dev.llmfit.probe.Budget;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A matrix for people: a row for each machine, a column for each model. */
public final class MatrixText {
    /** What the marks say. */
    static final String MARKS = "● on the GPU  ◐ partly  ○ on the processor  ✗ does not fit";

    private static final Map<String, String> WORDS =
            Map.of("●", "on the GPU", "◐", "partly", "○", "on the processor", "✗", "does not fit");

    private MatrixText() {}

    /** Writes the table, what the marks mean, and what differs. */
    public static void print(MatrixAnswer answer, Page page) {
        List<String> models = answer.models();
        Table table = new Table()
                .left("machine")
                .right("GPU GiB")
                .right("now")
                .spare()
                .right("RAM GiB")
                .right("threads")
                .spare()
                .left("backend");
        for (int i = 1; i <= models.size(); i++) {
            table.mark(models.get(i - 1), WORDS).headed(Integer.toString(i));
        }
        table.left("primary GPU");
        for (MatrixResult result : answer.machines()) {
            table.row(row(result, models).toArray(String[]::new));
        }
        page.table(table);
        if (!models.isEmpty()) {
            page.line("");
            for (int i = 0; i < models.size(); i++) {
                page.line((i + 1) + "  " + models.get(i));
            }
            if (page.isDrawn()) {
                page.line(MARKS);
            }
        }
        for (MatrixResult result : answer.machines()) {
            result.failures().forEach(f -> page.line(result.id() + "  " + f));
        }
        for (String note : answer.notes()) {
            Paragraph.wrap("Note    ", note, page.columns()).forEach(page::line);
        }
        page.line("");
        page.line(answer.summary());
    }

    private static List<String> row(MatrixResult result, List<String> models) {
        Budget budget = result.check().budget();
        List<String> cells = new ArrayList<>();
        cells.add((result.checked() ? result.pass() ? "✓ " : "✗ " : "– ") + result.id());
        boolean gpu = !result.check().machine().devices().isEmpty();
        cells.add(gpu ? number(budget.gpuCapacity().gib()) : "–");
        cells.add(gpu ? number(budget.gpuNow().gib()) : "–");
        cells.add(number(budget.hostNow().gib()));
        cells.add(Integer.toString(result.check().machine().cpu().threads()));
        cells.add(result.check().backend());
        for (String model : models) {
            cells.add(result.models().stream()
                    .filter(m -> m.model().equals(model))
                    .findFirst()
                    .map(m -> symbol(m.verdict()))
                    .orElse(""));
        }
        cells.add(result.check().primaryGpu().orElse(""));
        return cells;
    }

    /** Returns the mark of where a model lies, the same as everywhere. */
    static String symbol(String verdict) {
        return switch (verdict) {
            case "full-gpu" -> "●";
            case "partial-gpu", "moe-offload" -> "◐";
            case "cpu" -> "○";
            default -> "✗";
        };
    }

    /** Writes what changed since an older document. */
    public static void printChanges(MatrixDifference difference, String since, Page page) {
        page.line("");
        if (difference.changes().isEmpty()) {
            page.line("Nothing changed since " + since + ".");
            return;
        }
        page.line("Changed since " + since + ":");
        difference.changes().forEach(change -> page.line("  " + change.sentence()));
    }

    /** Returns a size in GiB with one digit behind the point. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }
}
