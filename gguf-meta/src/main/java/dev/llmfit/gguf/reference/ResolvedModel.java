package dev.llmfit.gguf.reference;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.units.Amount;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that was found.
 *
 * @param name for messages: as asked for, without the file type
 * @param shape metadata and tensors, as in the file or laid out as F16
 * @param fileType the file type that was asked for or that the file has; empty if neither is known
 * @param origin where it was found
 * @param entry the catalogue's entry, if the model is known there
 */
public record ResolvedModel(
        String name, Model shape, Optional<FileType> fileType, Origin origin, Optional<CatalogueEntry> entry) {

    /** Where a model was found. */
    public sealed interface Origin {}

    /** The catalogue alone; no file is known. */
    public record FromCatalogue() implements Origin {}

    /**
     * A published file of which the name, or name and size, are known; nothing was downloaded.
     *
     * @param repository {@code org/name}; empty if none that has it is known
     * @param path its path there; empty if it is not known
     * @param shape its type, how its tensors were found, and its size
     */
    public record FromListing(Optional<String> repository, Optional<String> path, PublishedShape shape)
            implements Origin {}

    /**
     * A file on this machine.
     *
     * @param path the file, the first of a split set
     * @param fileBytes bytes of all parts as they lie there
     * @param fullBytes bytes of all parts with their data; larger if only the header is there
     */
    public record FromFile(Path path, long fileBytes, long fullBytes) implements Origin {
        public FromFile {
            Amount.size(fileBytes, "fileBytes");
            Amount.size(fullBytes, "fullBytes");
        }
    }

    /**
     * A file on a server, of which only the header was read.
     *
     * @param address where it can be downloaded
     * @param fileBytes bytes of all parts
     */
    public record FromServer(URI address, long fileBytes) implements Origin {}

    /**
     * Returns the model in its file type, or in this one if it is of the catalogue and none was asked for.
     *
     * @throws dev.llmfit.gguf.quant.QuantizationException if the model cannot be quantized to it
     */
    public Model model(FileType otherwise) {
        return isLaidOut() ? Quantizer.quantize(shape, fileType.orElse(otherwise)) : shape;
    }

    /** Returns the model with its layers for next-token prediction, if the catalogue knows it to have some. */
    public ResolvedModel withNextTokenLayers() {
        Optional<Model> with =
                entry.filter(e -> isLaidOut() && e.nextTokenLayers() > 0).map(CatalogueEntry::modelWithNextTokenLayers);
        return with.map(m -> new ResolvedModel(name, m, fileType, origin, entry))
                .orElse(this);
    }

    /** Tells whether the tensors follow from the catalogue's fields, not from a file. */
    public boolean isLaidOut() {
        return origin instanceof FromCatalogue;
    }

    /** Returns the file on this machine, if there is one. */
    public Optional<Path> file() {
        return origin instanceof FromFile f ? Optional.of(f.path()) : Optional.empty();
    }
}
