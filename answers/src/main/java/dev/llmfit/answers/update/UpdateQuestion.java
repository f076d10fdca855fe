package dev.llmfit.answers.update;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;
import java.util.Optional;

/**
 * Take newer knowledge of models, hardware, prices and quality, or go back to the version before.
 *
 * @param from a file or a web address; empty for where this build's is published
 * @param unsigned whether a file is taken that nobody known has signed
 * @param rollback whether to go back instead
 */
public record UpdateQuestion(Optional<String> from, boolean unsigned, boolean rollback)
        implements Question<UpdateAnswer> {
    @Override
    public UpdateAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new UpdateAnswering(this, bench, ReleaseKeys.ofBuild()).answer();
    }
}
