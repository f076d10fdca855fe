package dev.llmfit.gguf;

/** Types of metadata values, in the order of their ids ({@code gguf_type} in {@code ggml/include/gguf.h}). */
public enum GgufValueType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(8),
    ARRAY(0),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int bytes;

    GgufValueType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the bytes of one element in a file; for STRING the least (its length field), for ARRAY 0. */
    public int bytes() {
        return bytes;
    }
}
