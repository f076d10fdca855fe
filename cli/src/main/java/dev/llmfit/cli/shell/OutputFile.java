package dev.llmfit.cli.shell;

import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that a command writes beside its answer. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Refuses a file that cannot be written: what takes minutes is not begun for it.
     *
     * @param flag what names the file
     * @param file the file; null if the flag is not given
     * @throws CommandException if it is no file in a folder that exists
     */
    public static void check(String flag, @Nullable Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (file != null && (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file))) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'" + flag + " " + file + "' cannot be written: it is no file in a folder that exists.",
                    "name a file in an existing folder");
        }
    }

    /**
     * Writes a file in one step: readers see the old content or the new. A link, a device or a pipe is written to.
     *
     * @throws CommandException if it cannot be written
     */
    public static void write(Path file, String text) {
        try {
            WrittenFile.write(file, text);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "cannot-write",
                    file + " cannot be written: " + WrittenFile.reason(e) + ".",
                    "name another place");
        }
    }
}
