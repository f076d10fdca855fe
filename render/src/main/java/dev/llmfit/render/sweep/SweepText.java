package dev.llmfit.render.sweep;

import dev.llmfit.answers.StateField;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.sweep.SweepAnswer;
import dev.llmfit.answers.sweep.SweepAnswer.Row;
import dev.llmfit.answers.sweep.SweepPlots;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A sweep as a table: a row for each value, with what it takes of each memory and how fast it is. */
public final class SweepText {
    private static final double GIB = 1L << 30;

    private SweepText() {}

    /** Writes the table. */
    public static void print(SweepAnswer answer, Page page) {
        page.line(page.bold(answer.meant().heading()) + " · sizes in GiB");
        answer.meant().taken().ifPresent(taken -> page.paragraph("Note: ", taken));
        page.table(table(answer));
        answer.rows().stream().flatMap(r -> r.refused().stream()).distinct().forEach(s -> page.paragraph("Note: ", s));
        if (page.isDrawn()) {
            page.paragraph(
                    "",
                    "▸ the launch that was asked about · ● fits, margin kept · ◐ fits, margin touched · ✗ does not fit · full: tok/s with"
                            + " the context full");
        }
    }

    /** Returns the table. */
    public static Table table(SweepAnswer answer) {
        List<DeviceUse> first = answer.rows().stream()
                .flatMap(r -> r.size().stream())
                .findFirst()
                .map(s -> s.memory().all())
                .orElse(List.of());
        Table table = new Table()
                .mark("choice", Map.of("▸", "asked about"))
                .right(heading(answer.over()))
                .mark("fits", Map.of("●", "yes", "◐", "margin touched", "✗", "no"));
        if (answer.over() == StateField.FILE) {
            table.right("file");
        }
        first.forEach(use -> table.right(use.name()));
        table.right("left").range("tok/s").range("full").range("prompt").spare();
        for (Row row : answer.rows()) {
            List<String> cells = new ArrayList<>(List.of(
                    row.taken() ? "▸" : " ",
                    SweepPlots.label(answer.over(), row.value()),
                    row.fits() ? "●" : row.runs() ? "◐" : "✗"));
            if (answer.over() == StateField.FILE) {
                cells.add(row.size()
                        .map(s -> gib(s.model().meant().fileBytes().count()))
                        .orElse(""));
            }
            for (int i = 0; i < first.size(); i++) {
                int device = i;
                cells.add(row.size()
                        .map(s -> gib(s.memory().all().get(device).total().count()))
                        .orElse(""));
            }
            cells.add(row.size().map(s -> gib(tightest(s))).orElse(""));
            cells.add(speed(row.size().flatMap(s -> s.speeds().one()).map(s -> s.tg())));
            cells.add(speed(row.full()));
            cells.add(speed(row.size().flatMap(s -> s.speeds().one()).map(s -> s.pp())));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static long tightest(SizeAnswer size) {
        return size.memory().all().stream()
                .filter(u -> u.buffers().total().count() > 0)
                .mapToLong(DeviceUse::left)
                .min()
                .orElse(0);
    }

    private static String heading(StateField over) {
        return switch (over) {
            case CTX -> "context";
            case NGL -> "-ngl";
            case NCMOE -> "-ncmoe";
            case KV -> "KV";
            case NP -> "slots";
            case UB -> "-ub";
            default -> "file type";
        };
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / GIB);
    }

    private static String speed(Optional<SpeedRange> range) {
        return range.map(r ->
                        String.format(Locale.ROOT, r.mid() < 10 ? "%,.1f – %,.1f" : "%,.0f – %,.0f", r.low(), r.high()))
                .orElse("");
    }
}
