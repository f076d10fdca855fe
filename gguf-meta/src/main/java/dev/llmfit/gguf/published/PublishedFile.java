package dev.llmfit.gguf.published;

import dev.llmfit.gguf.FileType;
import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model file of a repository; the parts of a split set are one.
 *
 * @param path the file, or the first part
 * @param label what its name says of its type
 * @param bytes size of all parts; empty if only the name is known
 * @param rounded whether the size was told with two or three digits only
 * @param parts number of parts
 */
public record PublishedFile(String path, Optional<TypeLabel> label, OptionalLong bytes, boolean rounded, int parts) {
    public PublishedFile {
        bytes.ifPresent(size -> Amount.size(size, "bytes"));
        Amount.count(parts, "parts");
    }

    /** Returns the file type of llama.cpp that its name says; empty for a name that a publisher made up. */
    public Optional<FileType> fileType() {
        return label.filter(TypeLabel::isPlain).map(TypeLabel::fileType);
    }
}
