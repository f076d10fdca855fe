package dev.llmfit.render.models;

import dev.llmfit.answers.models.ModelFilter;
import dev.llmfit.answers.models.ModelOrder;
import dev.llmfit.answers.models.ModelsAnswer;
import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.stream.Collectors;

/** Models of the catalogue for people. */
public final class ModelsText {
    /** So many rows stand on one screen. */
    private static final int FEW = 20;

    private ModelsText() {}

    /** Writes a table: the first rows on a page for a reader, all elsewhere. */
    public static void print(ModelsAnswer answer, Page page) {
        boolean cut = page.isText() && answer.models().size() > FEW;
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
                .spare()
                .left("file type")
                .right("GiB")
                .left("weights fit in")
                .right("context")
                .left("for")
                .left("released")
                .spare()
                .left("licence")
                .spare();
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
        page.table(table);
        page.line("");
        String count = rows < models.size() ? "first " + rows + " of " + models.size() : String.valueOf(models.size());
        page.line(count
                + (models.size() == 1 ? " model" : " models")
                + (answer.show().isEmpty() ? "" : " that pass " + words(answer))
                + order(answer));
        if (rows < models.size()) {
            page.paste("All", page.say(asked(answer).and("all", "true")));
        }
        if (!models.isEmpty()) {
            page.paste(
                    "Next",
                    page.say(new Ask("models")
                            .and("action", "show")
                            .and("model", models.getFirst().summary().shownName())));
        }
    }

    private static Ask asked(ModelsAnswer answer) {
        Ask ask = new Ask("models");
        ask = answer.query().isEmpty() ? ask : ask.and("query", answer.query());
        ask = answer.show().isEmpty() ? ask : ask.and("show", words(answer));
        return answer.sort() == ModelOrder.RANK
                ? ask
                : ask.and("sort", answer.sort().id());
    }

    private static String words(ModelsAnswer answer) {
        return answer.show().stream().map(ModelFilter::id).collect(Collectors.joining(","));
    }

    private static String order(ModelsAnswer answer) {
        return switch (answer.sort()) {
            case RANK -> answer.query().isEmpty() ? ", newest first" : "";
            case FILE -> ", smallest file first";
            case ABILITY -> ", best at chat first";
            case CONTEXT -> ", longest context first";
            case SINCE -> ", newest first";
            case NAME -> ", by name";
        };
    }

    /** Returns where weights fit, in a word with its mark. */
    static String label(WeightsPlace place) {
        return switch (place) {
            case GPU -> "● GPU";
            case PARTIAL_GPU -> "◐ GPU + RAM";
            case CPU -> "○ RAM";
            case NO -> "✗ no";
        };
    }
}
