package dev.llmfit.answers.models;

import dev.llmfit.answers.Answer;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.recommend.fit.WeightsPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Models in the stores of this machine.
 *
 * @param machine id of the machine; empty if none was named and this one cannot be read
 * @param dir the folder that was looked at beside the stores
 * @param models what was found
 */
public record LocalModelsAnswer(Optional<String> machine, Optional<Path> dir, List<StoredModel> models)
        implements Answer {
    public LocalModelsAnswer {
        models = List.copyOf(models);
    }

    /**
     * A model in a store.
     *
     * @param model the model
     * @param fileType its file type, or why it is not known
     * @param place where its weights fit; empty without a machine
     */
    public record StoredModel(LocalModel model, String fileType, Optional<WeightsPlace> place) {}
}
