package dev.llmfit.render.matrix;

import dev.llmfit.answers.Words;
import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixDifference;
import dev.llmfit.answers.matrix.MatrixResult;
import dev.llmfit.probe.Budget;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;

/** A matrix as a table in Markdown, as a GitHub step summary shows it. */
public final class MatrixMarkdown {
    private MatrixMarkdown() {}

    /**
     * Returns the table.
     *
     * @param words how the shell names the question
     */
    public static String of(MatrixAnswer answer, Words words) {
        StringBuilder md = new StringBuilder("### ")
                .append(words.of(new Ask("matrix")))
                .append(": ")
                .append(answer.summary())
                .append("\n\n| machine | GPU GiB | now | RAM GiB | primary GPU |");
        List<String> models = answer.models();
        models.forEach(m -> md.append(' ').append(cell(m)).append(" |"));
        md.append(" result |\n|---|--:|--:|--:|---|")
                .append(":-:|".repeat(models.size()))
                .append("---|\n");
        for (MatrixResult result : answer.machines()) {
            Budget budget = result.check().budget();
            md.append("| ")
                    .append(result.id())
                    .append(" | ")
                    .append(MatrixText.number(budget.gpuCapacity().gib()))
                    .append(" | ")
                    .append(MatrixText.number(budget.gpuNow().gib()))
                    .append(" | ")
                    .append(MatrixText.number(budget.hostNow().gib()))
                    .append(" | ")
                    .append(cell(result.check().primaryGpu().orElse("none")))
                    .append(" | ");
            models.forEach(m -> md.append(verdict(result, m)).append(" | "));
            md.append(
                            result.pass()
                                    ? result.checked() ? "✓" : "–"
                                    : "✗ "
                                            + String.join(
                                                    "<br>",
                                                    result.failures().stream()
                                                            .map(MatrixMarkdown::cell)
                                                            .toList()))
                    .append(" |\n");
        }
        if (!models.isEmpty()) {
            md.append("\n").append(MatrixText.MARKS).append("\n");
        }
        return md.toString();
    }

    /** Returns what changed since an older document, as a table. */
    public static String changes(MatrixDifference difference, String since) {
        StringBuilder md = new StringBuilder("\n");
        if (difference.changes().isEmpty()) {
            return md.append("Nothing changed since ")
                    .append(cell(since))
                    .append(".\n")
                    .toString();
        }
        md.append("#### Changed since ")
                .append(cell(since))
                .append("\n\n| machine | what | before | now |\n|---|---|---|---|\n");
        for (MatrixDifference.Change change : difference.changes()) {
            md.append("| ")
                    .append(cell(change.machine()))
                    .append(" | ")
                    .append(cell(change.what()))
                    .append(" | ")
                    .append(cell(change.before()))
                    .append(" | ")
                    .append(cell(change.after()))
                    .append(" |\n");
        }
        return md.toString();
    }

    private static String verdict(MatrixResult result, String model) {
        return result.models().stream()
                .filter(m -> m.model().equals(model))
                .findFirst()
                .map(m -> MatrixText.symbol(m.verdict()) + " " + m.verdict())
                .orElse("");
    }

    /** Text of a Markdown cell: a bar would end it, and angle brackets would be taken for HTML. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
    }
}
