package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.matrix.MatrixResult.ModelResult;
import java.util.List;

/**
 * The machines of a matrix.
 *
 * @param machines in the order of the file
 * @param notes what of the stored measurements and failures could not be used, one sentence each
 */
public record MatrixAnswer(List<MatrixResult> machines, List<String> notes) implements Answer {
    public MatrixAnswer {
        machines = List.copyOf(machines);
        notes = List.copyOf(notes);
    }

    /** Returns how many machines differ from their expectation. */
    public long failed() {
        return machines.stream().filter(m -> !m.pass()).count();
    }

    /** Returns how many machines are as expected. */
    public long passed() {
        return machines.size() - failed();
    }

    /** Returns the names of the models that were checked on any machine, each once, in the order of the file. */
    public List<String> models() {
        return machines.stream()
                .flatMap(m -> m.models().stream())
                .map(ModelResult::model)
                .distinct()
                .toList();
    }

    @Override
    public Outcome outcome() {
        return failed() == 0 ? Outcome.DONE : Outcome.NOT_MET;
    }
}
