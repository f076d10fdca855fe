package dev.llmfit.gguf;

/** Types of metadata values, by their ids ({@code gguf_type} in {@code ggml/include/gguf.h}). */
public enum GgufValueType {
    UINT8(0, 1),
    INT8(1, 1),
    UINT16(2, 2),
    INT16(3, 2),
    UINT32(4, 4),
    INT32(5, 4),
    FLOAT32(6, 4),
    BOOL(7, 1),
    STRING(8, 8),
    ARRAY(9, 0),
    UINT64(10, 8),
    INT64(11, 8),
    FLOAT64(12, 8);

    private final int id;
    private final int bytes;

    GgufValueType(int id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** Returns the number that stands for the type in a file. */
    public int id() {
        return id;
    }

    /** Returns the bytes of one element in a file; for STRING the least (its length field), for ARRAY 0. */
    public int bytes() {
        return bytes;
    }
}
