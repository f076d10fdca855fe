package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;

/**
 * Do machines, and models on them, come up to what a file expects?
 *
 * @param file machine profiles in YAML, with {@code expect:} and {@code models:} sections
 */
public record MatrixQuestion(String file) implements Question<MatrixAnswer> {
    @Override
    public MatrixAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new MatrixAnswering(bench, progress).answer(file);
    }
}
