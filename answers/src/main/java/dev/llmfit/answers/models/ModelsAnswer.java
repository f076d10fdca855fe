package dev.llmfit.answers.models;

import dev.llmfit.answers.Answer;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.fit.WeightsPlace;
import java.util.List;
import java.util.Optional;

/**
 * Models of the catalogue.
 *
 * @param query what was asked; empty for all
 * @param machine id of the machine; empty if none was named and this one cannot be read
 * @param models the matches, the best first
 */
public record ModelsAnswer(String query, Optional<String> machine, List<Match> models) implements Answer {
    public ModelsAnswer {
        models = List.copyOf(models);
    }

    /**
     * A model.
     *
     * @param summary what the catalogue says of it
     * @param place where its weights fit in Q4_K_M; empty without a machine, or if it cannot have this type
     */
    public record Match(ModelSummary summary, Optional<WeightsPlace> place) {}
}
