package dev.llmfit.cli.flags;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --batch} names: a file of lines, or standard input as {@code -}. */
public final class BatchInput {
    private BatchInput() {}

    /** Opens the lines as UTF-8. */
    public static BufferedReader open(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file));
    }
}
