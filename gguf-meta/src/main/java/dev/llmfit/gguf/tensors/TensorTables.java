package dev.llmfit.gguf.tensors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tables of all architectures, read when first asked for: resources named as the architecture. */
final class TensorTables {
    /** A table that is another's. */
    private static final String AS = "as ";

    private static final Map<String, Optional<TableLine>> READ = new ConcurrentHashMap<>();

    private TensorTables() {}

    /** Returns the table of an architecture; empty if there is none. */
    static Optional<TableLine> of(String architecture) {
        return READ.computeIfAbsent(architecture, TensorTables::read);
    }

    private static Optional<TableLine> read(String architecture) {
        List<String> lines = lines(architecture);
        if (!lines.isEmpty() && lines.getFirst().startsWith(AS)) {
            lines = lines(lines.getFirst().substring(AS.length()));
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(TableParser.parse(lines));
    }

    private static List<String> lines(String architecture) {
        try (InputStream in = TensorTables.class.getResourceAsStream(architecture + ".txt")) {
            if (in == null) {
                return List.of();
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
