package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.reshape;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;

/** Masks that leave only the cells visible that an indexer chose ({@code build_fused_top_k_mask} in {@code llama-graph.cpp}). */
final class ChosenCells {
    private ChosenCells() {}

    /**
     * Returns the mask, made in one operation [cells, tokens of a stream, 1, streams].
     *
     * @param cache the indexer's cache
     * @param chosen what tells the chosen cells, in the order of the operation's sources
     */
    static Tensor mask(GraphBuilder b, AttentionCache cache, int il, Tensor... chosen) {
        Tensor[] sources = new Tensor[chosen.length + 1];
        sources[0] = fill(Tensor.leaf(type(b), cache.cells(), 1, 1, 1));
        System.arraycopy(chosen, 0, sources, 1, chosen.length);
        Tensor mask = make(type(b), cache.cells(), b.tokens(), 1, 1, Op.TOP_K_MASK, sources);
        b.noteFused(FusedOp.CHOSEN_CELLS, mask, il);
        return byStream(mask, cache);
    }

    /** Returns the type of masks. */
    static GgmlType type(GraphBuilder b) {
        return b.usesFlashAttention() ? GgmlType.F16 : GgmlType.F32;
    }

    /** Returns a mask of all tokens as one for each stream. */
    static Tensor byStream(Tensor mask, AttentionCache cache) {
        long streams = cache.streams();
        return reshape(mask, mask.ne0(), mask.ne1() / streams, 1, streams);
    }
}
