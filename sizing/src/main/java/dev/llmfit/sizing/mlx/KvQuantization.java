package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.mlx.LayerCache.Rows;

/**
 * How caches are quantized: integers of some bits, with a scale and a bias of 16 bits for each group.
 *
 * <p>Source: {@code QuantizedKVCache} in {@code mlx_lm/models/cache.py} of mlx-lm 0.32.2.
 */
record KvQuantization(int bits, int group) {
    /** A scale and a bias of 16 bits. */
    private static final int GROUP_BYTES = 2 * MlxQuantization.PLAIN_BYTES;

    /** Refuses rows that no group divides, as {@code mlx.core.quantize} does. */
    void check(Rows rows) {
        if (rows.key() % group != 0 || rows.value() % group != 0) {
            throw MlxRelease.refused("heads of " + (rows.key() % group != 0 ? rows.key() : rows.value())
                    + " elements are no multiple of the group of " + group + " of quantized caches");
        }
    }

    /** Returns the bytes of a token. */
    long bytes(Rows rows) {
        return Math.multiplyExact(rows.heads(), bytes(rows.key()) + bytes(rows.value()));
    }

    private long bytes(long elements) {
        return elements * bits / Byte.SIZE + elements / group * GROUP_BYTES;
    }
}
