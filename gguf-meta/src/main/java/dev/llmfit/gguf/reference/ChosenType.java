package dev.llmfit.gguf.reference;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;

/**
 * The file type that a model is taken in.
 *
 * @param fileType the type
 * @param source why that one
 * @param quantizationAware whether it is Google's mixture of a model that was trained for four bits
 */
public record ChosenType(FileType fileType, TypeSource source, boolean quantizationAware) {
    /** Creates a type with the mixture of llama-quantize. */
    public ChosenType(FileType fileType, TypeSource source) {
        this(fileType, source, false);
    }

    /** Returns the type that a question names. */
    public static ChosenType asked(FileType fileType) {
        return new ChosenType(fileType, TypeSource.ASKED);
    }

    /** Returns Google's mixture of Q4_0, if the model was trained for it. */
    public ChosenType quantizationAware(boolean trained, CatalogueEntry entry) {
        boolean kept = Architecture.byName(entry.summary().architecture())
                .filter(a -> a.has(ArchitectureTrait.EMBEDDINGS_KEPT_IN_QAT))
                .isPresent();
        return trained && kept ? new ChosenType(FileType.Q4_0, TypeSource.ASKED, true) : this;
    }

    /**
     * Returns a laid-out model in this type.
     *
     * @throws dev.llmfit.gguf.quant.QuantizationException if the model cannot be quantized to it
     */
    Model of(Model shape) {
        return quantizationAware
                ? Quantizer.quantizationAware(shape)
                : Quantizer.ofPublished(shape).quantize(fileType, Imatrix.ABSENT);
    }
}
