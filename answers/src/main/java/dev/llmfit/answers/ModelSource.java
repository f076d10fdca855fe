package dev.llmfit.answers;

import dev.llmfit.gguf.reference.ModelNotFoundException;
import java.nio.file.Path;
import java.util.List;

/** Which model is meant. */
public sealed interface ModelSource {
    /**
     * A model that is looked up: a name, a repository, an address, or a path that a person wrote.
     *
     * @param reference what was written
     */
    record Named(String reference) implements ModelSource {
        public Named {
            if (reference.isBlank()) {
                throw new ModelNotFoundException("The reference to a model is empty", List.of());
            }
        }
    }

    /**
     * A GGUF file whose header is read; its tensor data may be missing.
     *
     * @param file the file
     * @param name what to call the model where the header does not
     */
    record HeaderFile(Path file, String name) implements ModelSource {}
}
