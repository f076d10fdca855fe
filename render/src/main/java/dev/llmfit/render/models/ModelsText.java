package dev.llmfit.render.models;

import dev.llmfit.answers.models.ModelsAnswer;
import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;

/** Models of the catalogue for people. */
public final class ModelsText {
    /** So many rows of a search stand on one screen. */
    private static final int FEW = 20;

    private ModelsText() {}

    /** Writes a table: the first rows of a search, all models where nothing was searched for. */
    public static void print(ModelsAnswer answer, Page page) {
        boolean cut = !answer.query().isEmpty() && answer.models().size() > FEW;
        print(answer, cut ? FEW : answer.models().size(), page);
    }

    /** Writes a table of all matches. */
    public static void printAll(ModelsAnswer answer, Page page) {
        print(answer, answer.models().size(), page);
    }

    private static void print(ModelsAnswer answer, int rows, Page page) {
        Table table = new Table()
                .left("model")
                .right("weights")
                .right("active")
                .left("file type")
                .right("GiB")
                .left("weights fit in")
                .right("context")
                .left("for")
                .left("released")
                .left("licence");
        List<Match> models = answer.models();
        for (Match match : models.subList(0, rows)) {
            ModelSummary model = match.summary();
            table.row(
                    model.shownName(),
                    Numbers.weights(model.parameters()),
                    model.isMixtureOfExperts() ? Numbers.weights(model.parametersActive()) : "",
                    model.usual().fileType().name(),
                    model.usual().tensorBytes().isPresent()
                            ? Numbers.gib(model.usual().tensorBytes().getAsLong())
                            : "",
                    match.place().map(ModelsText::label).orElse(""),
                    Numbers.grouped(model.nCtxTrain()),
                    String.join(", ", model.purposes()),
                    model.release(),
                    model.licence());
        }
        table.lines(page.columns()).forEach(page::line);
        page.line("");
        String count = rows < models.size() ? "first " + rows + " of " + models.size() : String.valueOf(models.size());
        page.line(count + (models.size() == 1 ? " model" : " models") + " · "
                + page.say(new Ask("models")
                        .and("action", "show")
                        .and("model", models.getFirst().summary().shownName())));
    }

    /** Returns where weights fit, in a word. */
    static String label(WeightsPlace place) {
        return switch (place) {
            case GPU -> "GPU";
            case PARTIAL_GPU -> "GPU + RAM";
            case CPU -> "RAM";
            case NO -> "no";
        };
    }
}
