package dev.llmfit.sizing.builder;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.memory.AttentionCache;
import org.jspecify.annotations.Nullable;

/** Inputs of one attention cache: where to write, what to see, how to rotate. */
public final class AttentionInput {
    private final @Nullable AttentionCache cache;
    private final @Nullable Tensor keyRows;
    private final @Nullable Tensor valueRows;
    private final Tensor mask;
    private final @Nullable Tensor rotationK;
    private final @Nullable Tensor rotationV;
    private final boolean keysFirst;

    AttentionInput(GraphBuilder b, AttentionCache cache, boolean keysFirst) {
        int n = b.tokens();
        this.cache = cache;
        this.keysFirst = keysFirst;
        this.keyRows = b.input("k_idxs", GgmlType.I64, n);
        if (b.hp().isMla()) {
            this.valueRows = null;
        } else {
            long rows = cache.isTransposed() ? Math.multiplyExact(n, b.hp().vWidthMax()) : n;
            this.valueRows = b.input("v_idxs", GgmlType.I64, rows);
        }
        this.mask = b.mask(cache.cells(), n / cache.streams(), cache.streams());
        this.rotationK = b.rotation(cache.rotationK());
        this.rotationV = b.rotation(cache.rotationV());
    }

    private AttentionInput(Tensor mask) {
        this.cache = null;
        this.keyRows = null;
        this.valueRows = null;
        this.mask = mask;
        this.rotationK = null;
        this.rotationV = null;
        this.keysFirst = true;
    }

    /** Makes the input of attention within the batch. */
    static AttentionInput withoutCache(GraphBuilder b) {
        boolean pads = b.launch().build().has(EngineSwitch.PADS_BATCH_ATTENTION);
        long seen = pads ? Math.ceilDiv(b.tokens(), EffectiveLaunch.CELLS_PAD) * EffectiveLaunch.CELLS_PAD : b.tokens();
        return new AttentionInput(b.mask(seen, b.tokens(), 1));
    }

    /** Makes the input of attention over keys and values that are given, under this mask. */
    static AttentionInput under(Tensor mask) {
        return new AttentionInput(mask);
    }

    boolean hasCache() {
        return cache != null;
    }

    AttentionCache cache() {
        if (cache == null) {
            throw new IllegalStateException("attention without a cache");
        }
        return cache;
    }

    Tensor keyRows() {
        if (keyRows == null) {
            throw new IllegalStateException("attention without a cache");
        }
        return keyRows;
    }

    Tensor valueRows() {
        if (valueRows == null) {
            throw new IllegalStateException("a compressed cache has no values");
        }
        return valueRows;
    }

    /** Returns the mask of the cells that a token may see. */
    public Tensor mask() {
        return mask;
    }

    /** The matrix that rotates a layer's queries and keys, if there is one. */
    @Nullable
    Tensor rotationK(int il) {
        return cache == null || rotationK != null ? rotationK : cache.keyRotation(il);
    }

    /** The matrix that rotates a layer's values and results, if there is one. */
    @Nullable
    Tensor rotationV(int il) {
        return cache == null || rotationV != null ? rotationV : cache.valueRotation(il);
    }

    /** Whether the graph takes in q, k, v in this order; otherwise q, v, k. */
    boolean keysFirst() {
        return keysFirst;
    }
}
