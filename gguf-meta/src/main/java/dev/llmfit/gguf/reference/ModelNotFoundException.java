package dev.llmfit.gguf.reference;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;

/** Says that no model, or more than one, is meant by a reference, and which names come near. */
public final class ModelNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> nearest;

    /**
     * Creates the exception.
     *
     * @param message one sentence without a full stop
     * @param nearest names that exist, the nearest first
     */
    public ModelNotFoundException(String message, List<String> nearest) {
        super(message);
        this.nearest = List.copyOf(nearest);
    }

    /** Returns names that exist, the nearest first; empty if nothing comes near. */
    public List<String> nearest() {
        return nearest;
    }

    /** Returns what to do next, without a full stop. */
    public Hint hint() {
        return nearest.isEmpty()
                ? Hint.of("{0} lists what is known; a path to a .gguf file or hf:org/name works too", new Ask("models"))
                : Hint.plain("did you mean " + String.join(", ", nearest));
    }
}
