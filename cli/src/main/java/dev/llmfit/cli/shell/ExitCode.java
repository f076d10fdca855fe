package dev.llmfit.cli.shell;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Refusal;

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

    /** Returns the exit code of an answer. */
    public static ExitCode of(Answer.Outcome outcome) {
        return switch (outcome) {
            case DONE -> OK;
            case NOT_MET -> DOES_NOT_FIT;
            case OUTSIDE_TOLERANCE -> VERIFICATION;
        };
    }

    /** Returns the exit code of a refusal. */
    public static ExitCode of(Refusal.Kind kind) {
        return switch (kind) {
            case BAD_QUESTION -> USAGE;
            case LAUNCH, DOES_NOT_FIT -> DOES_NOT_FIT;
            case MODEL -> MODEL;
            case HARDWARE -> HARDWARE;
            case ENGINE -> ENGINE;
            case INTERNAL -> FAILURE;
        };
    }

    /** Returns the process exit code. */
    public int code() {
        return code;
    }
}
