package dev.llmfit.gguf;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads the headers of GGUF files: versions 2 and 3 in either byte order, split sets, and headers without data. A file is
 * refused where llama.cpp refuses it; no allocation is larger than what the file's own length justifies.
 *
 * <p>Source: {@code gguf_init_from_reader} ({@code ggml/src/gguf.cpp}) and {@code llama_model_loader}
 * ({@code src/llama-model-loader.cpp}) of llama.cpp b11434.
 */
public final class GgufReader {
    private GgufReader() {}

    /**
     * Reads a file, with all other parts if it is the first of a split set.
     *
     * @throws GgufFormatException if it is no valid GGUF file
     * @throws IOException if it cannot be read, or a part is missing
     */
    public static GgufFile read(Path file, TensorData data) throws IOException {
        Path name = file.getFileName();
        return SplitSet.read(
                name == null ? "" : name.toString(), part -> ByteSource.ofFile(file.resolveSibling(part)), data);
    }

    /**
     * Reads a file by its name, with all other parts if it is the first of a split set.
     *
     * @param fileName name of the file, the part before it (folder, address) left out
     * @param opener opens a file by its name; the reader closes what it returns
     * @throws GgufFormatException if it is no valid GGUF file
     * @throws IOException if it cannot be read, or a part is missing
     */
    public static GgufFile read(String fileName, PartOpener opener, TensorData data) throws IOException {
        return SplitSet.read(fileName, opener, data);
    }

    /**
     * Reads one file. Of a split set this is one part only.
     *
     * @param source the file; stays open
     * @throws GgufFormatException if it is no valid GGUF file
     * @throws IOException if it cannot be read
     */
    public static GgufFile read(ByteSource source, TensorData data) throws IOException {
        return new HeaderParser(source, data).parse();
    }

    /** Opens the parts of a split set. */
    @FunctionalInterface
    public interface PartOpener {
        /**
         * Opens a file.
         *
         * @param fileName name without folder
         */
        ByteSource open(String fileName) throws IOException;
    }
}
