package dev.llmfit.gguf.reference;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.published.TypeLabel;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What a user wrote to mean a model, sorted by kind. Nothing is looked up yet. */
public sealed interface ModelReference {

    /**
     * A path to a GGUF file, to the first of a split set or to a folder with one model.
     *
     * @param path as written, a leading {@code ~} replaced
     */
    record GgufPath(Path path) implements ModelReference {}

    /**
     * A repository on Hugging Face.
     *
     * @param repository {@code org/name}
     * @param tag which of its files is meant: a file type, or a part of the file's name
     * @param file a file of the repository, folders included
     */
    record HuggingFaceRepository(String repository, Optional<String> tag, Optional<String> file)
            implements ModelReference {}

    /**
     * A model of Ollama's registry, asked for by {@code ollama:}.
     *
     * @param namespace {@code library} or a user
     * @param model the name before the colon
     * @param tag the name behind it, {@code latest} if there is none
     */
    record OllamaName(String namespace, String model, String tag) implements ModelReference {}

    /**
     * An address of a GGUF file.
     *
     * @param address http or https
     */
    record WebAddress(URI address) implements ModelReference {}

    /**
     * A name of the catalogue or of a local store, or a phrase to search for.
     *
     * @param text as written
     * @param name without the file type
     * @param fileType the file type of llama.cpp, if the text ended with one
     */
    record Named(String text, String name, Optional<FileType> fileType) implements ModelReference {

        /** Returns the name of a type that a publisher made up, {@code UD-Q4_K_XL}, if the text ended with one. */
        public Optional<TypeLabel> label() {
            return name.length() < text.length()
                    ? TypeLabel.suffixOf(text.substring(name.length())).filter(label -> !label.isPlain())
                    : Optional.empty();
        }
    }

    /**
     * Sorts what a user wrote.
     *
     * @throws ModelNotFoundException if it is empty, or a malformed address or repository
     */
    static ModelReference parse(String text) {
        return ReferenceParser.parse(text.strip());
    }
}
