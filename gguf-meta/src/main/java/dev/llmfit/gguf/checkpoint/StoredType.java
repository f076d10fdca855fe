package dev.llmfit.gguf.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/** Types of elements in safetensors files. Source: {@code Dtype} in {@code safetensors/src/tensor.rs} of safetensors 0.7. */
public enum StoredType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    private final int bits;

    StoredType(int bits) {
        this.bits = bits;
    }

    /** Returns the bits of an element. */
    public int bits() {
        return bits;
    }

    /** Returns whether it is a float of 16 bits or more: a weight that is not quantized. */
    public boolean isPlain() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    /** Returns whether it is a float of 8 bits with a mantissa. */
    public boolean isFloat8() {
        return this == F8_E4M3 || this == F8_E5M2 || this == F8_E4M3FNUZ || this == F8_E5M2FNUZ;
    }

    static Optional<StoredType> of(String name) {
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }
}
