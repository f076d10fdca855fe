package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import java.util.Optional;

/**
 * What {@code llama-quantize} is told: a file type, whether it gets an importance matrix, and other types for the embeddings and the
 * output matrix.
 *
 * <p>Source: {@code llama_tensor_get_type} ({@code src/llama-quant.cpp}) of llama.cpp b11434.
 *
 * @param fileType the file type
 * @param imatrix whether an importance matrix is given
 * @param embedding {@code --token-embedding-type}, also for models without an output matrix
 * @param output {@code --output-tensor-type}
 */
public record Recipe(FileType fileType, Imatrix imatrix, Optional<GgmlType> embedding, Optional<GgmlType> output) {

    /** Returns a file type as it is. */
    public static Recipe plain(FileType fileType, Imatrix imatrix) {
        return new Recipe(fileType, imatrix, Optional.empty(), Optional.empty());
    }
}
