package dev.llmfit.cli.hardware;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files that a command writes beside its answer. */
public final class ReportFile {
    private ReportFile() {}

    /**
     * Writes a file.
     *
     * @throws CommandException if it cannot be written; one sentence says why
     */
    public static void write(Path file, String text, OpenOption... options) {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw cannot(file, e);
        }
    }

    /** Returns what to tell when a file cannot be written. */
    public static CommandException cannot(Path file, IOException failure) {
        String why = failure instanceof NoSuchFileException
                ? "its folder does not exist"
                : Files.isDirectory(file) ? "it is a folder" : "there is no permission or no space";
        return new CommandException(
                ExitCode.USAGE, "cannot-write", file + " cannot be written: " + why + ".", "name another place");
    }
}
