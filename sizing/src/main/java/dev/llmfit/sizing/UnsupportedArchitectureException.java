package dev.llmfit.sizing;

/** The model's architecture is not sized yet. */
public final class UnsupportedArchitectureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception for an architecture name. */
    public UnsupportedArchitectureException(String architecture) {
        super("architecture '" + architecture + "' is not sized yet");
    }
}
