package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.OptionalInt;

/**
 * Keys and values that come from one compressed row per token (MLA).
 *
 * @param rank width of the compressed keys and values ({@code n_lora_kv})
 * @param keyHead size of a decompressed key head ({@code n_embd_head_k_mla}); empty if keys and values are cached decompressed
 * @param cached whether the cache holds compressed rows, one per token and no values ({@code is_mla})
 */
public record CompressedAttention(int rank, OptionalInt keyHead, boolean cached) {
    public CompressedAttention {
        Amount.count(rank, "rank");
    }

    /**
     * Returns the size of a decompressed key head.
     *
     * @throws HyperParametersException if the metadata has none
     */
    public int requiredKeyHead() {
        return keyHead.orElseThrow(
                () -> new HyperParametersException("key not found in model: attention.key_length_mla"));
    }

    /** Returns attention whose keys and values are cached decompressed. */
    static CompressedAttention decompressed(int rank) {
        return new CompressedAttention(rank, OptionalInt.empty(), false);
    }

    /**
     * Returns that of a file, which writes 0 for a size it has not.
     *
     * @param keyHead size of a decompressed key head ({@code attention.key_length_mla})
     * @param valueHead size of a decompressed value head ({@code attention.value_length_mla})
     */
    static CompressedAttention of(int rank, int keyHead, int valueHead) {
        OptionalInt key = keyHead > 0 ? OptionalInt.of(keyHead) : OptionalInt.empty();
        return new CompressedAttention(rank, key, keyHead > 0 && valueHead > 0);
    }
}
