package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import java.util.stream.IntStream;

/**
 * Which layers of a model keep keys and values, and which a recurrent state.
 *
 * <p>Source: {@code llama_model::create_memory} and the filters of {@code llama_memory_hybrid}.
 */
public final class MemoryKind {
    private final HyperParameters hp;
    private final boolean none;
    private final boolean feedForwardLayers;
    private final boolean both;
    private final boolean anyAttention;

    private MemoryKind(HyperParameters hp) {
        this.hp = hp;
        this.none = hp.has(ArchitectureTrait.NO_MEMORY);
        this.feedForwardLayers = hp.has(ArchitectureTrait.FEED_FORWARD_LAYERS);
        this.both = hp.has(ArchitectureTrait.ATTENDS_AND_RECURS);
        this.anyAttention = IntStream.range(0, hp.nLayer()).anyMatch(this::hasAttention);
    }

    /** Returns the kind of memory of a model. */
    public static MemoryKind of(HyperParameters hp) {
        return new MemoryKind(hp);
    }

    /** Returns whether any layer keeps keys and values. */
    public boolean hasAttention() {
        return anyAttention;
    }

    /** Returns whether a layer keeps keys and values. */
    public boolean hasAttention(int il) {
        return !none && (both || (!hp.isRecr(il) && mixes(il)));
    }

    /** Returns whether a layer keeps the keys of a sparse-attention indexer. */
    public boolean hasIndexer(int il) {
        return hp.has(ArchitectureTrait.INDEXER_CACHE)
                && hp.indexer().filter(i -> i.layers().contains(il)).isPresent();
    }

    /** Returns whether a layer keeps a recurrent state. */
    public boolean isRecurrent(int il) {
        return !none && (both || (hp.isRecr(il) && mixes(il)));
    }

    private boolean mixes(int il) {
        return !feedForwardLayers || hp.nFf(il) == 0;
    }
}
