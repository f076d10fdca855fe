package dev.llmfit.answers.models;

import dev.llmfit.answers.Answer;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.fit.WeightsPlace;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Models of the catalogue.
 *
 * @param query what was asked; empty for all
 * @param machine id of the machine; empty if none was named and this one cannot be read
 * @param show what all of them pass
 * @param sort their order
 * @param models the matches
 */
public record ModelsAnswer(
        String query, Optional<String> machine, Set<ModelFilter> show, ModelOrder sort, List<Match> models)
        implements Answer {
    public ModelsAnswer {
        show = Collections.unmodifiableSet(show.isEmpty() ? EnumSet.noneOf(ModelFilter.class) : EnumSet.copyOf(show));
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
