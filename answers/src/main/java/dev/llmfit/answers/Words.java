package dev.llmfit.answers;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;

/** How a shell says a next step: as a command, a button, a call. */
@FunctionalInterface
public interface Words {
    /** Returns the step in the words of the shell. */
    String of(NextStep step);

    /** Returns a hint in the words of the shell. */
    default String of(Hint hint) {
        return hint.in(this::of);
    }
}
