package dev.llmfit.engine.line;

/** Says that a pasted line cannot be read, or that nothing could be sized by it. */
public final class LineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String hint;

    /**
     * Creates the exception.
     *
     * @param message one sentence with its full stop
     * @param hint what to do, without a full stop; may be empty
     */
    public LineException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** Returns what to do; may be empty. */
    public String hint() {
        return hint;
    }
}
