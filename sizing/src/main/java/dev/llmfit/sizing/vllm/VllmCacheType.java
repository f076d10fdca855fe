package dev.llmfit.sizing.vllm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Types of the KV cache, under the names of {@code --kv-cache-dtype} ({@code STR_DTYPE_TO_TORCH_DTYPE} in {@code torch_utils.py}). */
public enum VllmCacheType {
    /** That of the model, 16 bits. */
    AUTO(2),
    /** 16 bits. */
    BFLOAT16(2),
    /** 16 bits. */
    FLOAT16(2),
    /** 8 bits. */
    FP8(1),
    /** 8 bits. */
    FP8_E4M3(1),
    /** 8 bits. */
    FP8_E5M2(1);

    private final int bytes;

    VllmCacheType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the bytes of an element. */
    public int bytes() {
        return bytes;
    }

    /** Returns whether an element takes 8 bits. */
    boolean isFp8() {
        return bytes == 1;
    }

    /** Returns vLLM's name. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type with vLLM's name. */
    public static Optional<VllmCacheType> byId(String id) {
        return Stream.of(values()).filter(t -> t.id().equals(id)).findFirst();
    }

    /** Returns all names. */
    public static List<String> ids() {
        return Stream.of(values()).map(VllmCacheType::id).toList();
    }
}
