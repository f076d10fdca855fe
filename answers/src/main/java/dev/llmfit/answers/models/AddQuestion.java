package dev.llmfit.answers.models;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;
import java.util.Optional;

/**
 * Add a model to my own catalogue, please.
 *
 * @param source a GGUF file, a {@code config.json} of transformers, or a repository
 * @param id what it is called in the catalogue; absent: from its name
 * @param name its name for people; absent: what the source says
 * @param replace whether an entry with this id that is there is replaced
 */
public record AddQuestion(String source, Optional<String> id, Optional<String> name, boolean replace)
        implements Question<AddAnswer> {
    @Override
    public AddAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new AddAnswering(this, bench).answer();
    }
}
