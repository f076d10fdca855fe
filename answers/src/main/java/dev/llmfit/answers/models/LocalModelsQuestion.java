package dev.llmfit.answers.models;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.io.IOException;
import java.util.Optional;

/**
 * Which models lie on this machine, and where do they fit?
 *
 * @param name how a store calls the model; blank for all
 * @param machine where they would run
 * @param dir a folder with GGUF files that is looked at beside the stores
 */
public record LocalModelsQuestion(String name, HardwareSelector machine, Optional<String> dir)
        implements Question<LocalModelsAnswer> {
    @Override
    public Said said() {
        return Said.of(machine);
    }

    @Override
    public LocalModelsAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new ModelsAnswering(bench).local(this);
    }
}
