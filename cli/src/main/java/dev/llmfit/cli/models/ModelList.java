package dev.llmfit.cli.models;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.probe.Machine;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models of the catalogue that match a query, and whether their weights fit a machine.
 *
 * @param query what was asked, empty for all
 * @param models the matches, the best first
 * @param machine where they would run; empty if it cannot be read
 */
public record ModelList(String query, List<ModelSummary> models, Optional<Machine> machine) {
    private static final int FEW = 20;
    private static final int MOST_NEAR = 5;

    public ModelList {
        models = List.copyOf(models);
    }

    /**
     * Searches the catalogue.
     *
     * @throws ModelNotFoundException if nothing matches
     */
    public static ModelList search(Catalogue catalogue, String query, Optional<Machine> machine) {
        if (query.isBlank()) {
            return new ModelList("", catalogue.summaries(), machine);
        }
        CatalogueSearch search = new CatalogueSearch(catalogue.summaries());
        List<ModelSummary> found =
                search.search(query).stream().map(CatalogueSearch.Hit::model).toList();
        if (found.isEmpty()) {
            throw new ModelNotFoundException("No model matches '" + query + "'", search.nearest(query, MOST_NEAR));
        }
        return new ModelList(query, found, machine);
    }

    /** Prints a table; without {@code all} the first rows of a search. */
    public void print(Console console, boolean all) {
        boolean cut = !all && !query.isEmpty() && models.size() > FEW;
        Table table = new Table()
                .left("model")
                .right("weights")
                .right("active")
                .right("Q4_K_M GiB")
                .left("weights fit in")
                .right("context")
                .left("for")
                .left("released")
                .left("licence");
        for (ModelSummary model : cut ? models.subList(0, FEW) : models) {
            table.row(
                    model.shownName(),
                    Numbers.weights(model.parameters()),
                    model.isMixtureOfExperts() ? Numbers.weights(model.parametersActive()) : "",
                    model.q4KmBytes().isPresent()
                            ? Numbers.gib(model.q4KmBytes().getAsLong())
                            : "",
                    fit(model).map(WeightsFit::label).orElse(""),
                    Numbers.grouped(model.nCtxTrain()),
                    String.join(", ", model.purposes()),
                    model.release(),
                    model.licence());
        }
        table.lines(console.columns()).forEach(console::line);
        console.line("");
        String count = cut ? "first " + FEW + " of " + models.size() : String.valueOf(models.size());
        console.line(count + (models.size() == 1 ? " model" : " models") + " · llmfit models show "
                + models.getFirst().shownName());
    }

    /** Returns the JSON document. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/models/1");
        document.put("query", query);
        document.put("machine", machine.map(Machine::id));
        List<Map<String, Object>> list = new ArrayList<>();
        for (ModelSummary model : models) {
            Map<String, Object> one = SummaryJson.of(model);
            one.put("weights_fit", fit(model).map(WeightsFit::json));
            list.add(one);
        }
        document.put("models", list);
        return document;
    }

    private Optional<WeightsFit> fit(ModelSummary model) {
        return machine.filter(m -> model.q4KmBytes().isPresent())
                .map(m -> WeightsFit.of(m, model.q4KmBytes().getAsLong()));
    }
}
