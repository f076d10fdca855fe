package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.MachineDocument;
import java.nio.file.Path;

/**
 * Do machines, and models on them, come up to what is expected?
 *
 * @param source where the machines are from, for messages
 * @param yaml machine profiles, with {@code expect:} and {@code models:} sections
 */
public record MatrixQuestion(String source, String yaml) implements Question<MatrixAnswer> {
    /**
     * Returns the question that a file asks.
     *
     * @throws RefusedException if it cannot be read
     * @throws dev.llmfit.probe.hardware.ProfileException if it cannot be such a file
     */
    public static MatrixQuestion ofFile(Path file) {
        return new MatrixQuestion(file.toString(), MachineDocument.textOf(file));
    }

    @Override
    public MatrixAnswer answer(Workbench bench, Progress progress) {
        return new MatrixAnswering(bench, progress).answer(this);
    }
}
