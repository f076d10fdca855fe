package dev.llmfit.gguf.checkpoint;

import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** Where the files of a checkpoint lie: a folder, or a repository of which only headers are read. */
public interface CheckpointFiles {
    /** Returns its name, for messages. */
    String name();

    /** Returns the names of the files at its top, without folders. */
    List<String> files() throws IOException;

    /** Reads a JSON object. */
    JsonObject json(String file) throws IOException;

    /** Reads the tensors of a safetensors file. */
    List<StoredTensor> tensors(String file) throws IOException;
}
