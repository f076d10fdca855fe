package dev.llmfit.gguf.reference;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelNotFoundException.Reason;
import dev.llmfit.units.Amount;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that was found.
 *
 * @param name for messages: as asked for, without the file type; the name that was taken if that is another
 * @param literal whether the model has the name that was asked for; else another is taken to be meant
 * @param shape metadata and tensors, as in the file or laid out as F16
 * @param type the file type and why that one; empty if a file does not tell its own
 * @param origin where it was found
 * @param entry the catalogue's entry, if the model is known there
 */
public record ResolvedModel(
        String name,
        boolean literal,
        Model shape,
        Optional<ChosenType> type,
        Origin origin,
        Optional<CatalogueEntry> entry) {
    public ResolvedModel {
        if (origin instanceof FromCatalogue && type.isEmpty()) {
            throw new IllegalArgumentException(name + " is laid out in no file type");
        }
    }

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
     * @param source why this file
     */
    public record FromListing(
            Optional<String> repository, Optional<String> path, PublishedShape shape, TypeSource source)
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
     * Returns the model in its file type.
     *
     * @throws dev.llmfit.gguf.quant.QuantizationException if the model cannot be quantized to it
     */
    public Model model() {
        return isLaidOut() ? type.orElseThrow().of(shape) : shape;
    }

    /** Returns the file type, if it is known. */
    public Optional<FileType> fileType() {
        return type.map(ChosenType::fileType);
    }

    /** Returns the file type that the question named. */
    public Optional<FileType> askedType() {
        return type.filter(t -> t.source() == TypeSource.ASKED).map(ChosenType::fileType);
    }

    /**
     * Returns the same model in a file type that the question names beside it.
     *
     * @throws ModelNotFoundException if it is a file of another type
     */
    public ResolvedModel in(FileType asked) {
        if (!isLaidOut()) {
            if (fileType().isPresent() && !fileType().equals(Optional.of(asked))) {
                throw new ModelNotFoundException(
                        Reason.UNKNOWN_TYPE,
                        "The file of '" + name + "' is " + fileType().get() + ", not " + asked,
                        List.of());
            }
            return this;
        }
        return new ResolvedModel(name, literal, shape, Optional.of(ChosenType.asked(asked)), origin, entry);
    }

    /** Returns what {@code llama-quantize} would make of the model whose header was read. */
    public ResolvedModel made(FileType wanted) {
        Model original = Quantizer.quantize(shape, FileType.F16);
        return new ResolvedModel(
                name, literal, original, Optional.of(ChosenType.asked(wanted)), new FromCatalogue(), entry);
    }

    /** Returns the same model, known by its catalogue entry. */
    public ResolvedModel known(Optional<CatalogueEntry> as) {
        return new ResolvedModel(name, literal, shape, type, origin, as);
    }

    /** Returns the model with its layers for next-token prediction, if the catalogue knows it to have some. */
    public ResolvedModel withNextTokenLayers() {
        Optional<Model> with =
                entry.filter(e -> isLaidOut() && e.nextTokenLayers() > 0).map(CatalogueEntry::modelWithNextTokenLayers);
        return with.map(m -> new ResolvedModel(name, literal, m, type, origin, entry))
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
