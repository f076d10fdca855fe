package dev.llmfit.answers.machine;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.units.Hint;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are written beside an answer. */
public final class ReportFile {
    private ReportFile() {}

    /**
     * Writes a file.
     *
     * @throws RefusedException if it cannot be written; one sentence says why
     */
    public static void write(Path file, String text) {
        try {
            WrittenFile.write(file, text);
        } catch (IOException e) {
            throw cannot(file, e);
        }
    }

    /**
     * Adds to a file, which is made if it is not there.
     *
     * @throws RefusedException if it cannot be written; one sentence says why
     */
    public static void append(Path file, String text) {
        try {
            WrittenFile.append(file, text);
        } catch (IOException e) {
            throw cannot(file, e);
        }
    }

    /** Returns what to tell when a file cannot be written. */
    public static RefusedException cannot(Path file, IOException failure) {
        String why = Files.isDirectory(file) ? "it is a folder" : WrittenFile.reason(failure);
        return new RefusedException(
                new Refusal(
                        Refusal.Kind.BAD_QUESTION,
                        "cannot-write",
                        file + " cannot be written: " + why + ".",
                        Hint.plain("name another place")),
                failure);
    }
}
