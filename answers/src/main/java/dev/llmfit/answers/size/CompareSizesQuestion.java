package dev.llmfit.answers.size;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;

/**
 * How do two launches differ in memory and speed?
 *
 * @param a the first
 * @param b the second
 */
public record CompareSizesQuestion(SizeQuestion a, SizeQuestion b) implements Question<CompareSizesAnswer> {
    @Override
    public CompareSizesAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new CompareSizesAnswer(a.answer(bench, progress), b.answer(bench, progress));
    }
}
