package dev.llmfit.gguf;

import dev.llmfit.units.Amount;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/**
 * The header of a GGUF file, or of all parts of a split set.
 *
 * @param version 2 or 3
 * @param byteOrder order of the numbers in the file; llama.cpp loads only files in the order of its machine
 * @param metadata key-value pairs, of the first part
 * @param tensors tensors in file order, over all parts
 * @param alignment bytes to whose multiple each tensor's data is padded; a power of two
 * @param dataOffset byte at which the data of the first tensor begins, in the first part
 * @param fileBytes size of all parts in bytes, as found; a header without its data is shorter than {@link #fullBytes}
 * @param fullBytes size that all parts have with their data, the padding behind the last tensor included
 * @param parts number of files
 */
public record GgufFile(
        int version,
        ByteOrder byteOrder,
        Metadata metadata,
        List<TensorInfo> tensors,
        long alignment,
        long dataOffset,
        long fileBytes,
        long fullBytes,
        int parts) {

    /** Alignment of a file that does not say another. */
    public static final int DEFAULT_ALIGNMENT = 32;

    private static final String TOKENS = "tokenizer.ggml.tokens";

    public GgufFile {
        Amount.size(dataOffset, "dataOffset");
        Amount.size(fileBytes, "fileBytes");
        Amount.size(fullBytes, "fullBytes");
        Amount.count(parts, "parts");
        tensors = List.copyOf(tensors);
    }

    /** Returns the number of tokens of the vocabulary in the file; empty if it has none. */
    public OptionalLong vocabularySize() {
        return metadata.arrayLength(TOKENS);
    }

    /** Returns the model of this header. */
    public Model toModel(String name) {
        return new Model(name, metadata, tensors);
    }

    /**
     * Rounds bytes up to a multiple of an alignment; throws {@link ArithmeticException} on overflow.
     *
     * @param alignment a power of two
     */
    public static long padded(long bytes, long alignment) {
        return Math.addExact(bytes, alignment - 1) & -alignment;
    }
}
