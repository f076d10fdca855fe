package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds rendered text against a file; {@code LLMFIT_GOLDEN=write} in the environment writes the files anew. */
public final class GoldenText {
    private static final Path FOLDER = Path.of("src", "test", "resources", "dev", "llmfit", "cli", "golden");

    private GoldenText() {}

    /**
     * Checks a text.
     *
     * @param name name of the file, without {@code .txt}
     */
    public static void check(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertEquals(Files.readString(file), actual, () -> "differs from " + file + "; LLMFIT_GOLDEN=write renews it");
    }
}
