package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Answer;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Together;
import dev.llmfit.recommend.emit.Fleet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Several models on one machine at the same time.
 *
 * @param machine the machine
 * @param together what was placed
 * @param notes what rests on assumptions, one sentence each
 */
public record TogetherAnswer(Machine machine, Together together, List<String> notes) implements Answer {
    public TogetherAnswer {
        notes = List.copyOf(notes);
    }

    @Override
    public Outcome outcome() {
        return together.missing().isEmpty() ? Outcome.DONE : Outcome.NOT_MET;
    }

    /** Returns why not all are placed, and which are; empty if all are. */
    public Optional<String> why() {
        if (together.missing().isEmpty()) {
            return Optional.empty();
        }
        String placed = together.placed().stream().map(Candidate::model).collect(Collectors.joining(" + "));
        return Optional.of(
                placed.isEmpty()
                        ? "None of them fits."
                        : "They do not fit together: " + placed
                                + (together.placed().size() == 1 ? " does" : " do") + ", without "
                                + String.join(" and ", together.missing()) + ".");
    }

    /** Returns the servers that run them. */
    public Fleet fleet() {
        return new Fleet(together.placed().stream().map(Candidate::plan).toList());
    }
}
