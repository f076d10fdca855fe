package dev.llmfit.answers.models;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;

/**
 * Which models of the catalogue match some words, and where do they fit?
 *
 * @param query words of a name, a size or a purpose; blank for all models
 * @param machine where they would run
 */
public record ModelsQuestion(String query, HardwareSelector machine) implements Question<ModelsAnswer> {
    @Override
    public Said said() {
        return Said.of(machine);
    }

    @Override
    public ModelsAnswer answer(Workbench bench, Progress progress) {
        return new ModelsAnswering(bench).search(this);
    }
}
