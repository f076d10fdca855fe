package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.TogetherAnswer;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.DeviceUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Several models on one machine for people: where each lies, what is left, and what to paste. */
public final class TogetherText {
    private TogetherText() {}

    /** Writes the placement. */
    public static void print(TogetherAnswer answer, Page page) {
        List<Candidate> placed = answer.together().placed();
        answer.why().ifPresent(why -> page.margin("", why));
        if (!placed.isEmpty()) {
            page.table(table(placed));
            page.line("");
            String left = answer.together().left().entrySet().stream()
                    .map(e -> String.format(
                            Locale.ROOT, "%.1f GiB of %s", e.getValue().gib(), e.getKey()))
                    .collect(Collectors.joining(", "));
            page.margin(
                    "Left",
                    left + " after the margins, each process's own overhead and what grows in RAM (prompt caches).");
            List<String> servers = answer.fleet().servers();
            for (int i = 0; i < servers.size(); i++) {
                page.paste(i == 0 ? "Run" : "", servers.get(i));
            }
        }
        answer.notes().forEach(note -> page.margin("Note", note));
    }

    private static Table table(List<Candidate> placed) {
        Table table = new Table()
                .left("model")
                .left("file type")
                .right("context")
                .range("tok/s")
                .left(CandidateCells.LOSES);
        List<DeviceUse> devices = placed.getFirst().memory();
        devices.forEach(d -> table.right(d.name() + " GiB"));
        table.right("RAM GiB").right("grows").left("placement");
        for (Candidate c : placed) {
            List<String> cells = new ArrayList<>(List.of(
                    c.model(),
                    c.fileType(),
                    String.format(Locale.ROOT, "%,d", c.ctxEach()),
                    c.plan().embedding() ? "" : TwoDigits.range(c.each()),
                    CandidateCells.loss(c)));
            c.memory().forEach(d -> cells.add(gib(d.buffers().total().gib())));
            cells.add(gib(CandidateCells.ramGib(c)));
            cells.add(gib(c.growth().bound().orElse(c.growth().expected()).gib()));
            cells.add(CandidateCells.placement(c.verdict()));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static String gib(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
