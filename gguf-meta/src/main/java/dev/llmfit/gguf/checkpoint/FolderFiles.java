package dev.llmfit.gguf.checkpoint;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A checkpoint in a folder.
 *
 * @param folder the folder
 */
public record FolderFiles(Path folder) implements CheckpointFiles {
    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(p -> String.valueOf(p.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public JsonObject json(String file) throws CheckpointException {
        try {
            if (Json.parse(TextFile.read(folder.resolve(file))) instanceof JsonObject object) {
                return object;
            }
            throw new CheckpointException(folder.resolve(file) + " is no JSON object");
        } catch (JsonException e) {
            throw new CheckpointException(folder.resolve(file) + " is no JSON: " + e.getMessage());
        } catch (TextFileException e) {
            throw new CheckpointException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<StoredTensor> tensors(String file) throws IOException {
        try (ByteSource source = ByteSource.ofFile(folder.resolve(file))) {
            return SafetensorsReader.read(source, folder.resolve(file).toString());
        }
    }
}
