package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.mlx.MlxClass.KvBits;
import java.util.OptionalLong;

/**
 * What one layer keeps of the tokens before.
 *
 * <p>Source: {@code mlx_lm/models/cache.py} of mlx-lm 0.32.2.
 */
sealed interface LayerCache {
    /** Returns a cache without tokens. */
    CacheSlots empty();

    /**
     * A state of a size that does not depend on tokens ({@code ArraysCache}).
     *
     * @param bytes its size
     */
    record State(long bytes) implements LayerCache {
        @Override
        public CacheSlots empty() {
            return new CacheSlots.Fixed(bytes);
        }
    }

    /**
     * Keys and values.
     *
     * @param heads heads of keys and values
     * @param key elements of a key
     * @param value elements of a value
     * @param slots which tokens are kept
     * @param kvBits what quantizing does
     */
    record Rows(long heads, long key, long value, Slots slots, KvBits kvBits) implements LayerCache {
        @Override
        public CacheSlots empty() {
            return switch (slots) {
                case Slots.All() -> new CacheSlots.Growing(this, OptionalLong.empty());
                case Slots.Chunk(long size) -> new CacheSlots.Growing(this, OptionalLong.of(size));
                case Slots.Last(long size, int keep) -> new CacheSlots.Rotating(this, size, keep);
            };
        }

        /** Returns the bytes of a token in 16 bits. */
        long plainBytes() {
            return Math.multiplyExact(heads, (key + value) * MlxQuantization.PLAIN_BYTES);
        }
    }

    /** Which tokens rows are kept of. */
    sealed interface Slots {
        /** All ({@code KVCache}). */
        record All() implements Slots {}

        /**
         * Those of the last chunk ({@code ChunkedKVCache}).
         *
         * @param size its tokens
         */
        record Chunk(long size) implements Slots {}

        /**
         * The last ones ({@code RotatingKVCache}).
         *
         * @param size how many
         * @param keep the first ones of the prompt, which stay
         */
        record Last(long size, int keep) implements Slots {}
    }
}
