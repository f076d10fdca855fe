package dev.llmfit.answers.doctor;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;

/**
 * What is wrong with this set-up?
 *
 * @param report whether a report is to be written, from which private data must be removed
 */
public record DoctorQuestion(boolean report) implements Question<DoctorAnswer> {
    @Override
    public DoctorAnswer answer(Workbench bench, Progress progress) {
        return new DoctorAnswering(bench).answer(report);
    }
}
