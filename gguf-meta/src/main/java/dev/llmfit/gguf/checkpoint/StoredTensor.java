package dev.llmfit.gguf.checkpoint;

import java.util.List;

/**
 * A tensor of a safetensors file.
 *
 * @param name its name
 * @param type of its elements
 * @param shape the slowest dimension first; empty for one number
 */
public record StoredTensor(String name, StoredType type, List<Long> shape) {
    public StoredTensor {
        shape = List.copyOf(shape);
    }

    /** Returns how many elements it has, as they are stored: packed ones count once for all that are in one. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Returns the bytes of its data. */
    public long bytes() {
        return Math.multiplyExact(elements(), type.bits()) / Byte.SIZE;
    }
}
