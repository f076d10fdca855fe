package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileType;
import java.util.Optional;

/**
 * What the catalogue knows of a name.
 *
 * @param kind where the name is from
 * @param entry the model; empty if the name is known and the model is not
 * @param fileType what the name means without a file type; empty where nobody says
 */
public record CatalogueName(NameKind kind, Optional<CatalogueEntry> entry, Optional<FileType> fileType) {

    /** Tells whether the name is that of the model itself, not of one with the same shape. */
    public boolean isOwn() {
        return kind != NameKind.SAME_SHAPE && kind != NameKind.FINE_TUNE;
    }
}
