package dev.llmfit.answers;

import dev.llmfit.engine.Progress;
import dev.llmfit.units.NextStep;
import java.util.List;
import java.util.Optional;

/**
 * Something that a person can ask. Immutable and complete: it holds no folder of the process, no clock, no environment. Asked
 * through {@link Workbench#ask}.
 *
 * @param <A> what comes back
 */
public interface Question<A extends Answer> {
    /**
     * Answers with the tools of a workbench. Failures of the layers below leave as they are; {@link Workbench#ask} turns them
     * into a {@link Refusal}.
     *
     * @param bench tools
     * @param progress told about each step of a long answer
     */
    A answer(Workbench bench, Progress progress) throws Exception;

    /** Returns what it says of the machine and the wish, for the questions that come after it. */
    default Said said() {
        return Said.NOTHING;
    }

    /**
     * Returns what to ask or change next, as data beside the answer; empty where the answer tells it in its own place.
     *
     * @param answer what came back
     */
    default List<NextStep> next(A answer) {
        return List.of();
    }

    /**
     * Returns the state that asks the same again, with what was left open as the answer took it; empty where a state cannot say all
     * of it.
     *
     * @param answer what came back
     */
    default Optional<State> state(A answer) {
        return Optional.empty();
    }
}
