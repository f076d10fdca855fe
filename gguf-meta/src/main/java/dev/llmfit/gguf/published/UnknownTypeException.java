package dev.llmfit.gguf.published;

import dev.llmfit.units.Hint;

/** Says that a name of a file type is none, that no file of this type is published, or that its mixture of tensors is not known. */
public final class UnknownTypeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Hint hint;

    /**
     * Creates the exception.
     *
     * @param message one sentence without a full stop
     * @param hint what to do next, without a full stop
     */
    public UnknownTypeException(String message, Hint hint) {
        super(message);
        this.hint = hint;
    }

    /** Returns what to do next, without a full stop. */
    public Hint hint() {
        return hint;
    }
}
