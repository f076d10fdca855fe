package dev.llmfit.render.engines;

import dev.llmfit.answers.engines.ComparedFigure;
import dev.llmfit.answers.engines.EngineVerifyAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.Locale;
import java.util.stream.Collectors;

/** Predictions beside what vLLM or mlx-lm says, for people. */
public final class EngineVerifyText {
    private static final double GIB = 1L << 30;

    private EngineVerifyText() {}

    /** Writes each figure with its difference, and the verdict. */
    public static void print(EngineVerifyAnswer answer, Page page) {
        page.paragraph("", page.bold(answer.model()) + " · " + answer.engine() + " · as " + answer.source() + " says");
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("predicted")
                .right("said")
                .right("difference")
                .left("");
        for (ComparedFigure c : answer.comparisons()) {
            table.row(
                    c.label(),
                    c.low() == c.high() ? value(c, c.mid()) : value(c, c.low()) + " – " + value(c, c.high()),
                    value(c, c.measured()),
                    difference(c),
                    c.verdict().name().toLowerCase(Locale.ROOT));
        }
        page.table(table);
        answer.notes().forEach(note -> page.paragraph("Note: ", note));
        page.line(
                answer.off().isEmpty()
                        ? "Verified."
                        : "Not verified: "
                                + answer.off().stream()
                                        .map(ComparedFigure::label)
                                        .collect(Collectors.joining(", "))
                                + " off.");
    }

    private static String difference(ComparedFigure c) {
        return c.verdict() == ComparedFigure.Verdict.EXACT
                ? "0"
                : String.format(Locale.ROOT, "%+.2f %%", 100 * c.difference());
    }

    private static String value(ComparedFigure c, double value) {
        if (c.unit() == ComparedFigure.Unit.BYTES) {
            return String.format(Locale.ROOT, "%.2f GiB", value / GIB);
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
