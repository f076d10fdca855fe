package dev.llmfit.cli;

import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Gives every exception its exit code and its sentence. */
final class FailureTranslation {
    private FailureTranslation() {}

    /** Returns the exception that ends the command. */
    static CommandException toCommandException(Exception failure) {
        return switch (failure) {
            case CommandException c -> c;
            case LaunchRefusedException r ->
                new CommandException(
                        ExitCode.DOES_NOT_FIT,
                        "refused",
                        "llama.cpp would refuse this launch: " + r.getMessage() + ".",
                        "");
            case UnsupportedArchitectureException u ->
                new CommandException(
                        ExitCode.MODEL, "architecture", u.getMessage() + ".", "see docs/accuracy.md for the list");
            case UncheckedIOException io -> inputOutput(io);
            case IOException io -> inputOutput(io);
            default ->
                new CommandException(
                        ExitCode.FAILURE,
                        "unexpected",
                        "Unexpected failure: " + failure.getClass().getSimpleName() + ": " + failure.getMessage() + ".",
                        "run again with --debug and report it");
        };
    }

    private static CommandException inputOutput(Exception failure) {
        return new CommandException(
                ExitCode.FAILURE,
                "io",
                "Reading or writing failed: " + failure.getMessage() + ".",
                "check the path and its permissions");
    }
}
