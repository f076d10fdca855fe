package dev.llmfit.answers.models;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;

/**
 * What is known of one model?
 *
 * @param model a name, a repository, an address or a path
 * @param headerOnly whether a GGUF whose tensor data is missing is accepted
 */
public record ModelQuestion(String model, boolean headerOnly) implements Question<ModelAnswer> {
    @Override
    public ModelAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new ModelAnswering(bench).answer(this);
    }
}
