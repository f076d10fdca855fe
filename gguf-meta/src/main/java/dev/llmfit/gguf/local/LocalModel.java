package dev.llmfit.gguf.local;

import dev.llmfit.gguf.FileType;
import dev.llmfit.units.Amount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that lies on this machine.
 *
 * @param store where it was found
 * @param name how its store calls it: {@code llama3.1:8b}, {@code publisher/repository/file.gguf} or a file name
 * @param files the parts, the first one first
 * @param bytes size of all parts
 * @param fileType what its name or its store says; empty if neither does
 * @param projector the file of its vision part
 * @param adapters files of adapters that its store applies
 * @param template chat template of its store, if it has one of its own
 * @param parameters parameters that its store sets, as they are written there
 */
public record LocalModel(
        Store store,
        String name,
        List<Path> files,
        long bytes,
        Optional<FileType> fileType,
        Optional<Path> projector,
        List<Path> adapters,
        Optional<String> template,
        Optional<String> parameters) {

    /** The programs whose folders are known. */
    public enum Store {
        OLLAMA("Ollama"),
        LM_STUDIO("LM Studio"),
        HUGGING_FACE("Hugging Face"),
        LLAMA_CPP("llama.cpp"),
        WEB_UI("text-generation-webui"),
        OWN("llmfit"),
        /** A folder that was named, of no program. */
        FOLDER("folder");

        private final String label;

        Store(String label) {
            this.label = label;
        }

        /** Returns the name for people. */
        public String label() {
            return label;
        }
    }

    public LocalModel {
        Amount.size(bytes, "bytes");
        files = List.copyOf(files);
        adapters = List.copyOf(adapters);
    }

    /** Returns the file to load. */
    public Path file() {
        return files.getFirst();
    }
}
