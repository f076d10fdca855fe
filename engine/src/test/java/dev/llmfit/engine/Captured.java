package dev.llmfit.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text that real programs printed. */
public final class Captured {
    private Captured() {}

    /** Returns the lines of a capture. */
    public static List<String> lines(String file) {
        try (InputStream in = Captured.class.getResourceAsStream("/dev/llmfit/fixtures/engine/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no capture " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
