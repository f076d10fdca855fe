package dev.llmfit.sizing.engines;

/** An argument of a launch has a value that its engine does not know; the message names both. */
public final class LaunchArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with what is wrong, without a final stop. */
    public LaunchArgumentException(String message) {
        super(message);
    }
}
