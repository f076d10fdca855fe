package dev.llmfit.gguf;

import java.util.List;
import java.util.Map;

/**
 * What sizing needs to know of a model: metadata and tensors, whether read from a file or laid out from the catalogue.
 *
 * @param name for messages: a catalogue name or a file name
 * @param metadata as in a GGUF header ({@code general.architecture} is required)
 * @param tensors in file order, with the types of one file type
 */
public record Model(String name, Metadata metadata, List<TensorInfo> tensors) {
    /** Bytes of objects that a tensor or a value takes beside its text: headers and fields on a 64-bit JVM, about. */
    private static final int OBJECT_BYTES = 128;

    public Model {
        tensors = List.copyOf(tensors);
    }

    /** Returns how many bytes of memory this takes, about: stores of models are bounded by it. */
    public long heldBytes() {
        long sum = (long) OBJECT_BYTES * (tensors.size() + metadata.asMap().size());
        for (TensorInfo tensor : tensors) {
            sum += tensor.name().length();
        }
        for (Map.Entry<String, GgufValue> value : metadata.asMap().entrySet()) {
            sum += value.getKey().length() + value.getValue().heldBytes();
        }
        return sum;
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
