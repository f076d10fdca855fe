package dev.llmfit.render.kept;

import dev.llmfit.answers.kept.Age;
import dev.llmfit.answers.kept.ForgetAnswer;
import dev.llmfit.answers.kept.KeptAnswer;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.answers.measure.StoredSpeeds;
import dev.llmfit.engine.store.StoredRow;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.Counted;
import dev.llmfit.units.NextStep.Ask;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What is kept of measurements, for people. */
public final class KeptText {
    private KeptText() {}

    /** Writes a row for each measurement. */
    public static void print(KeptAnswer answer, Page page) {
        if (answer.rows().isEmpty()) {
            page.line("Nothing is stored in " + answer.store().getParent() + ".");
        } else {
            table(answer, page);
            page.line("Stored in " + answer.store().getParent() + ". " + page.say(KeptNumbers.forget("ID"))
                    + " drops one; a kind or 'all' may stand for ID, and without it all of this machine goes.");
        }
        answer.notes().forEach(note -> page.paragraph("Note: ", note + "."));
    }

    private static void table(KeptAnswer answer, Page page) {
        Instant now = Instant.now();
        Table table = new Table()
                .left("ID")
                .left("kind")
                .left("model")
                .left("value")
                .left("date")
                .right("age")
                .left("machine")
                .left("used");
        for (StoredRow row : answer.rows()) {
            table.row(
                    row.id(),
                    kind(row),
                    row.model(),
                    row.value(),
                    row.time().toString().substring(0, 10),
                    Age.of(row.time(), now),
                    answer.isHere(row) ? "this one" : row.machine(),
                    row.ignored().map(why -> "no: " + why).orElse(answer.isHere(row) ? "yes" : "same GPUs only"));
        }
        page.table(table);
    }

    private static String kind(StoredRow row) {
        return row.kind().name().toLowerCase(Locale.ROOT);
    }

    /** Writes what was dropped. */
    public static void forgotten(ForgetAnswer answer, Page page) {
        if (answer.dropped().isEmpty()) {
            page.line("Nothing was stored.");
            return;
        }
        page.line("Dropped:");
        answer.dropped()
                .forEach(row -> page.line("  " + row.id() + "  " + kind(row) + "  "
                        + (row.model().isEmpty() ? "" : row.model() + "  ") + row.value() + "  "
                        + row.time().toString().substring(0, 10)));
    }

    /** Writes that numbers are kept of this machine; nothing if none are. */
    public static void summary(List<StoredRow> rows, Page page) {
        List<StoredRow> used =
                rows.stream().filter(row -> row.ignored().isEmpty()).toList();
        if (used.isEmpty()) {
            return;
        }
        Instant oldest =
                used.stream().map(StoredRow::time).min(Instant::compareTo).orElseThrow();
        page.line("Stored   " + Counted.of(used.size(), "measurement")
                + " of this machine in predictions, the oldest " + Age.of(oldest, Instant.now()) + " old  ("
                + page.say(new Ask("bench").and("list", "true")) + ")");
    }

    /** Writes what was kept of a measurement and how it is dropped, and why the rest was not kept. */
    public static void stored(StoredSpeeds stored, boolean lowerBound, Page page) {
        stored.reasons().forEach(reason -> page.paragraph("Not kept: ", reason + "."));
        stored.id()
                .ifPresent(id -> page.line(
                        lowerBound
                                ? "Stored as " + id + "; a lower bound does not change predictions."
                                : "Stored as " + id + "; predictions for this machine use it. "
                                        + page.say(KeptNumbers.forget(id)) + " drops it."));
    }
}
