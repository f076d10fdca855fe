package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keys and values that come from one compressed row per token (MLA).
 *
 * @param rank width of the compressed keys and values ({@code n_lora_kv})
 * @param keyHead size of a decompressed key head ({@code n_embd_head_k_mla}); empty if keys and values are cached decompressed
 */
public record CompressedAttention(int rank, OptionalInt keyHead) {
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

    /** Returns that of a model; empty if it has ordinary attention. */
    static Optional<CompressedAttention> of(HyperParametersValues v) {
        OptionalInt keyHead = v.headKMla != 0 ? OptionalInt.of(v.headKMla) : OptionalInt.empty();
        return v.loraKv == 0 ? Optional.empty() : Optional.of(new CompressedAttention(v.loraKv, keyHead));
    }
}
