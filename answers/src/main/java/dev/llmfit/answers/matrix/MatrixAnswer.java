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
        return checked() - failed();
    }

    /** Returns of how many machines something was expected. */
    public long checked() {
        return machines.stream().filter(MatrixResult::checked).count();
    }

    /** Returns the result in words: how many machines are as expected, and of how many nothing is. */
    public String summary() {
        long unchecked = machines.size() - checked();
        if (checked() == 0) {
            return "nothing was checked: no machine has expect: or models:";
        }
        String of = passed() + " of " + checked() + " machines as expected";
        return unchecked == 0 ? of : of + ", " + unchecked + " not checked: nothing is expected there";
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
