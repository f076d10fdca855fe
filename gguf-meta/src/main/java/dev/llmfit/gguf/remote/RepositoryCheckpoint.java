package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.checkpoint.CheckpointFiles;
import dev.llmfit.gguf.checkpoint.StoredTensor;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.util.List;

/**
 * A checkpoint in a repository, of which headers are read by ranged requests.
 *
 * @param hub where it is
 * @param name the repository
 * @param listed its files
 */
record RepositoryCheckpoint(HuggingFaceHub hub, String name, List<RepositoryFile> listed) implements CheckpointFiles {
    RepositoryCheckpoint {
        listed = List.copyOf(listed);
    }

    @Override
    public List<String> files() {
        return listed.stream()
                .map(RepositoryFile::path)
                .filter(p -> p.indexOf('/') < 0)
                .toList();
    }

    @Override
    public JsonObject json(String file) throws IOException {
        return hub.json(name, file);
    }

    @Override
    public List<StoredTensor> tensors(String file) throws IOException {
        return hub.tensors(name, file);
    }
}
