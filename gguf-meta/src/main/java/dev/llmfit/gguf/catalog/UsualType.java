package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.quant.Quantizer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The file type that a model is taken in where none is asked for.
 *
 * @param fileType the type
 * @param source why that one
 * @param tensorBytes bytes of the tensors in it; empty if it cannot have it
 */
public record UsualType(FileType fileType, TypeSource source, OptionalLong tensorBytes) {
    /** What most people download where nothing else is known. */
    public static final FileType ASSUMED = FileType.Q4_K_M;

    /** Returns the file type in which models of an architecture are published, where that is not one of 16 bit. */
    public static Optional<FileType> published(String architecture) {
        return Architecture.byName(architecture)
                .filter(a -> a.has(ArchitectureTrait.PUBLISHED_IN_MXFP4))
                .map(a -> FileType.MXFP4_MOE);
    }

    /** Returns a type with the bytes that a model has in it. */
    static UsualType of(Model model, FileType fileType, TypeSource source) {
        return new UsualType(fileType, source, bytes(model, fileType));
    }

    private static OptionalLong bytes(Model model, FileType fileType) {
        try {
            return OptionalLong.of(Quantizer.ofPublished(model)
                    .summarize(fileType, Imatrix.ABSENT)
                    .tensorBytes());
        } catch (QuantizationException e) {
            return OptionalLong.empty();
        }
    }
}
