package dev.llmfit.cli.shell;

/** The exit codes of the command line, as promised in the contract. */
public enum ExitCode {
    OK(0),
    FAILURE(1),
    USAGE(2),
    DOES_NOT_FIT(3),
    MODEL(4),
    HARDWARE(5),
    VERIFICATION(6),
    ENGINE(7);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the process exit code. */
    public int code() {
        return code;
    }
}
