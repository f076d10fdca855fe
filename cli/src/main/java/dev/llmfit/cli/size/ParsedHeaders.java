package dev.llmfit.cli.size;

import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.sizing.plan.PreparedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models of a directory, each header read once. Safe for use by several threads. */
final class ParsedHeaders {
    private final Path directory;
    private final Map<String, PreparedModel> models = new ConcurrentHashMap<>();

    ParsedHeaders(Path directory) {
        this.directory = directory;
    }

    PreparedModel model(String gguf) {
        return models.computeIfAbsent(gguf, this::read);
    }

    private PreparedModel read(String gguf) {
        try {
            return PreparedModel.of(GgufReader.read(directory.resolve(gguf), TensorData.OPTIONAL)
                    .toModel(gguf));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
