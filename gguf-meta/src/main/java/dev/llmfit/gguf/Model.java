package dev.llmfit.gguf;

import java.util.List;

/**
 * What sizing needs to know of a model: metadata and tensors, whether read from a file or laid out from the catalogue.
 *
 * @param name for messages: a catalogue name or a file name
 * @param metadata as in a GGUF header ({@code general.architecture} is required)
 * @param tensors in file order, with the types of one file type
 */
public record Model(String name, Metadata metadata, List<TensorInfo> tensors) {
    public Model {
        tensors = List.copyOf(tensors);
    }

    /** Returns {@code general.architecture}, or an empty string if the file has none. */
    public String architecture() {
        return metadata.string("general.architecture").orElse("");
    }

    /** Returns the bytes of all tensors without padding. */
    public long tensorBytes() {
        long sum = 0;
        for (TensorInfo t : tensors) {
            sum = Math.addExact(sum, t.bytes());
        }
        return sum;
    }
}
