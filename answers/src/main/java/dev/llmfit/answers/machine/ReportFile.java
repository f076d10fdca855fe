package dev.llmfit.answers.machine;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files that are written beside an answer. */
public final class ReportFile {
    private ReportFile() {}

    /**
     * Writes a file.
     *
     * @throws RefusedException if it cannot be written; one sentence says why
     */
    public static void write(Path file, String text, OpenOption... options) {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw cannot(file, e);
        }
    }

    /** Returns what to tell when a file cannot be written. */
    public static RefusedException cannot(Path file, IOException failure) {
        String why = failure instanceof NoSuchFileException
                ? "its folder does not exist"
                : Files.isDirectory(file) ? "it is a folder" : "there is no permission or no space";
        return new RefusedException(
                new Refusal(
                        Refusal.Kind.BAD_QUESTION,
                        "cannot-write",
                        file + " cannot be written: " + why + ".",
                        Hint.plain("name another place")),
                failure);
    }
}
