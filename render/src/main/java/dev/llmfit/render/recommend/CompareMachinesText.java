package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.CompareMachinesAnswer;
import dev.llmfit.answers.recommend.CompareMachinesAnswer.Side;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The best launches on two or more machines, one column for each machine. */
public final class CompareMachinesText {
    private CompareMachinesText() {}

    /** Writes the table and what it comes to. */
    public static void print(CompareMachinesAnswer answer, Page page) {
        Table table = new Table().mark("of", Map.of());
        answer.sides().forEach(s -> table.left(s.hardware()));
        row(table, answer, "model", Candidate::model);
        row(table, answer, "file type", Candidate::fileType);
        row(table, answer, "file GiB", c -> gib(c.fileBytes().gib()));
        row(
                table,
                answer,
                "context",
                c -> String.format(Locale.ROOT, "%,d", c.options().nCtx()));
        row(table, answer, "placement", CompareMachinesText::placement);
        row(table, answer, "KV cache", c -> c.options().typeK().ggmlName());
        row(table, answer, "GPU GiB", c -> gib(CandidateCells.gpuGib(c)));
        row(table, answer, "RAM GiB", c -> gib(CandidateCells.ramGib(c)));
        row(table, answer, "tok/s", c -> TwoDigits.range(c.speed().tg()));
        row(table, answer, "prompt tok/s", c -> TwoDigits.range(c.speed().pp()));
        row(table, answer, CandidateCells.LOSES, CandidateCells::loss);
        page.table(table);
        page.line("");
        for (Side side : answer.sides()) {
            if (!side.fits()) {
                String why = side.answer().found().why().orElse("nothing fits.");
                page.margin("", side.hardware() + ": " + why);
            }
        }
        page.line(answer.summary());
        answer.sides().stream()
                .flatMap(s -> s.answer().notes().stream())
                .distinct()
                .forEach(note -> page.margin("Note", note));
    }

    private static void row(
            Table table, CompareMachinesAnswer answer, String heading, Function<Candidate, String> cell) {
        List<String> cells = new ArrayList<>(List.of(heading));
        answer.sides().forEach(side -> cells.add(side.best().map(cell).orElse("does not fit")));
        table.row(cells.toArray(String[]::new));
    }

    private static String placement(Candidate c) {
        String layers = c.memory().isEmpty() ? "" : " (" + c.options().nGpuLayers() + "/" + c.layers() + ")";
        return CandidateCells.placement(c.verdict()) + layers;
    }

    private static String gib(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
