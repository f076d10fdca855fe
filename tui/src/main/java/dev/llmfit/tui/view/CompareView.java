package dev.llmfit.tui.view;

import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.render.Role;
import dev.llmfit.render.recommend.CandidateCells;
import dev.llmfit.tui.state.Chosen;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Row.Mark;
import dev.llmfit.tui.state.Screen;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Marked models side by side, the best of each line marked. */
final class CompareView {
    private static final int LABEL = 14;

    private CompareView() {}

    /**
     * A line of the table.
     *
     * @param label its name
     * @param text a launch's cell
     * @param worth what makes a launch the best of the line, the more the better; empty where none is better
     */
    private record Line(String label, Function<Candidate, String> text, Function<Candidate, Optional<Double>> worth) {}

    private static final List<Line> LINES = List.of(
            new Line(
                    "ability",
                    c -> quality(c.score().parts().model()),
                    c -> Optional.of(c.score().parts().model().value()
                            - c.score().parts().caution())),
            new Line(
                    "file",
                    c -> c.fileType() + " " + Figures.gib(c.fileBytes()) + " GiB",
                    c -> Optional.of(-c.fileBytes().gib())),
            new Line(
                    "loses", CandidateCells::loss, c -> c.quality().pplPercent().map(p -> -p)),
            new Line(
                    "tok/s",
                    c -> TwoDigits.range(c.each()),
                    c -> Optional.of(c.each().mid())),
            new Line(
                    "to read 1k",
                    c -> c.turns().isEmpty()
                            ? "?"
                            : TwoDigits.of(c.turns().getFirst().firstToken().mid()) + " s",
                    c -> c.turns().stream().findFirst().map(t -> -t.firstToken().mid())),
            new Line("context", c -> Figures.count(c.ctxEach()), c -> Optional.of((double) c.ctxEach())),
            new Line(
                    "GPU / RAM",
                    c -> Figures.one(CandidateCells.gpuGib(c)) + " / " + Figures.one(CandidateCells.ramGib(c)) + " GiB",
                    c -> Optional.of(-CandidateCells.gpuGib(c) - CandidateCells.ramGib(c))),
            new Line(
                    "runs",
                    c -> Mark.of(c.verdict()).glyph() + " "
                            + Mark.of(c.verdict()).words(),
                    c -> Optional.empty()));

    private static String quality(ModelQuality q) {
        return Figures.one(q.value()) + " ± " + Figures.one(q.se()) + (q.benchmarks() > 0 ? "" : " ?");
    }

    static void draw(Sheet sheet, Shown shown) {
        Sheet inside =
                sheet.frame(shown.screen().focus() == Screen.COMPARE, "4 Compare", "x marks, up to 3", Role.HINT);
        sheet.spot(0, 0, sheet.columns(), "4");
        List<String> models = models(shown);
        if (models.isEmpty()) {
            inside.put(0, 0, "x marks a model of the list, up to three.", Role.TEXT);
            return;
        }
        int wide = Math.max(1, (inside.columns() - LABEL) / models.size());
        List<Optional<Candidate>> launches =
                models.stream().map(m -> launch(shown, m)).toList();
        for (int m = 0; m < models.size(); m++) {
            inside.put(0, LABEL + m * wide, wide - 1, models.get(m), Role.CHOICE);
        }
        for (int i = 0; i < LINES.size(); i++) {
            line(inside, i + 1, LINES.get(i), launches, wide);
        }
    }

    private static List<String> models(Shown shown) {
        return shown.chosen().compared().isEmpty()
                ? shown.rows().stream()
                        .filter(r -> r.rank().isPresent())
                        .limit(Chosen.MOST_COMPARED)
                        .map(Row::model)
                        .toList()
                : shown.chosen().compared();
    }

    /** Returns a sentence for each line of the table. */
    static List<String> spoken(Shown shown) {
        List<String> models = models(shown);
        return LINES.stream()
                .map(line -> models.stream()
                        .map(m -> m + " "
                                + launch(shown, m)
                                        .map(line.text())
                                        .map(t -> t.replaceFirst("^[●◐○✗?] ", ""))
                                        .orElse("not known yet"))
                        .collect(Collectors.joining("; ", line.label() + ": ", ".")))
                .toList();
    }

    private static Optional<Candidate> launch(Shown shown, String model) {
        return shown.known()
                .answer(Questions.best(shown.chosen(), model, Optional.empty()))
                .flatMap(RecommendAnswer::first)
                .or(() -> shown.rows().stream()
                        .filter(r -> r.model().equals(model))
                        .findFirst()
                        .flatMap(Row::launch));
    }

    private static void line(Sheet inside, int row, Line line, List<Optional<Candidate>> launches, int wide) {
        inside.put(row, 0, line.label(), Role.HINT);
        Optional<Double> most =
                launches.stream().flatMap(c -> c.flatMap(line.worth()).stream()).max(Double::compare);
        for (int m = 0; m < launches.size(); m++) {
            Optional<Candidate> c = launches.get(m);
            boolean best = launches.size() > 1
                    && most.isPresent()
                    && c.flatMap(line.worth()).filter(most.get()::equals).isPresent();
            String text = c.map(line.text()).orElse("…") + (best ? " ●" : "");
            inside.put(row, LABEL + m * wide, wide - 1, text, best ? Role.GOOD : Role.TEXT);
        }
    }
}
