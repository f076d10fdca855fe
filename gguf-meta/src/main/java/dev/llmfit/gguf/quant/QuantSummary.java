package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.units.Amount;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a model becomes in one file type.
 *
 * @param fileType the file type
 * @param tensorBytes bytes of all tensors without padding
 * @param fileBytes bytes of the file: header and tensors with their padding. Exact if the model's metadata hold its vocabulary,
 *     as those read from a file do
 * @param elements weights of all tensors
 * @param tensors number of tensors by tensor type
 * @param requiresImatrix whether {@code llama-quantize} refuses to write it without an importance matrix
 * @param fallbacks tensors whose rows did not fit the type that the mixture names
 */
public record QuantSummary(
        FileType fileType,
        long tensorBytes,
        long fileBytes,
        long elements,
        Map<GgmlType, Integer> tensors,
        boolean requiresImatrix,
        int fallbacks) {
    public QuantSummary {
        Amount.size(tensorBytes, "tensorBytes");
        Amount.size(fileBytes, "fileBytes");
        Amount.count(elements, "elements");
        Amount.count(fallbacks, "fallbacks");
        tensors = Collections.unmodifiableMap(new EnumMap<>(tensors));
    }

    /** Returns bits per weight over all tensors, as llama.cpp prints them. */
    public double bitsPerWeight() {
        return elements == 0 ? 0 : 8.0 * tensorBytes / elements;
    }
}
