package dev.llmfit.answers.models;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.Set;

/**
 * Which models of the catalogue match some words, and where do they fit?
 *
 * @param query words of a name, a size or a purpose; blank for all models
 * @param machine where they would run
 * @param show which of them are listed: those that all of these let pass
 * @param sort in which order
 */
public record ModelsQuestion(String query, HardwareSelector machine, Set<ModelFilter> show, ModelOrder sort)
        implements Question<ModelsAnswer> {
    public ModelsQuestion {
        show = Set.copyOf(show);
    }

    /** Creates a question for all matches, the best first. */
    public ModelsQuestion(String query, HardwareSelector machine) {
        this(query, machine, Set.of(), ModelOrder.RANK);
    }

    @Override
    public Said said() {
        return Said.of(machine);
    }

    @Override
    public ModelsAnswer answer(Workbench bench, Progress progress) {
        return new ModelsAnswering(bench).search(this);
    }
}
