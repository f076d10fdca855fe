package dev.llmfit.answers.sweep;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.List;
import java.util.Optional;

/**
 * A launch for each value of a field.
 *
 * @param over the field
 * @param meant the model
 * @param rows the launches, in the order of the values
 */
public record SweepAnswer(StateField over, MeantModel meant, List<Row> rows) implements Answer {
    public SweepAnswer {
        rows = List.copyOf(rows);
    }

    /**
     * A launch.
     *
     * @param value the value, as a state writes it
     * @param taken whether it is that of the launch that was asked about
     * @param size the launch; empty if llama.cpp refuses it
     * @param full tokens per second of one sequence whose context is full; empty where no speed is said
     * @param refused why llama.cpp refuses it; empty if it does not
     */
    public record Row(
            String value,
            boolean taken,
            Optional<SizeAnswer> size,
            Optional<SpeedRange> full,
            Optional<String> refused) {
        /** Returns whether it fits with its margins kept. */
        public boolean fits() {
            return runs() && size.orElseThrow().memory().fits();
        }

        /** Returns whether it fits, margins or not. */
        public boolean runs() {
            return size.filter(SizeAnswer::fits).isPresent();
        }
    }

    @Override
    public Outcome outcome() {
        return rows.stream().anyMatch(Row::runs) ? Outcome.DONE : Outcome.NOT_MET;
    }
}
