package dev.llmfit.cli.shell;

/** Ends a command with one sentence for the user, a hint, and an exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String code;
    private final String hint;

    /**
     * Creates the exception.
     *
     * @param exitCode exit code of the process
     * @param code stable code for scripts, for example {@code model-not-found}
     * @param message what happened and where, one sentence
     * @param hint what to do next, one sentence; may be empty
     */
    public CommandException(ExitCode exitCode, String code, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.code = code;
        this.hint = hint;
    }

    /** Returns the exit code. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** Returns the stable code. */
    public String code() {
        return code;
    }

    /** Returns what to do next. */
    public String hint() {
        return hint;
    }
}
