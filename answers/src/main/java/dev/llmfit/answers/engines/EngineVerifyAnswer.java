package dev.llmfit.answers.engines;

import dev.llmfit.answers.Answer;
import java.util.List;

/**
 * Predictions of a launch of vLLM or MLX beside what the engine says.
 *
 * @param engine the engine and the release that was modelled
 * @param model id of the model in the catalogue
 * @param source who said what is compared, for example {@code log}
 * @param comparisons line by line
 * @param notes what was taken or is to be known, one sentence each
 */
public record EngineVerifyAnswer(
        String engine, String model, String source, List<ComparedFigure> comparisons, List<String> notes)
        implements Answer {
    public EngineVerifyAnswer {
        comparisons = List.copyOf(comparisons);
        notes = List.copyOf(notes);
    }

    /** Returns what is neither equal nor inside its range. */
    public List<ComparedFigure> off() {
        return comparisons.stream()
                .filter(c -> c.verdict() == ComparedFigure.Verdict.OFF)
                .toList();
    }

    @Override
    public Outcome outcome() {
        return off().isEmpty() ? Outcome.DONE : Outcome.OUTSIDE_TOLERANCE;
    }
}
