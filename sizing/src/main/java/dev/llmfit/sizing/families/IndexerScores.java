package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.make;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/**
 * What an indexer makes of its queries and keys, in one operation. llama.cpp can find out whether devices run it, and never asks
 * ({@code auto_flid} in {@code llama-context.cpp}).
 */
final class IndexerScores {
    private IndexerScores() {}

    /** Returns the masked score of each key for each token [keys, tokens, 1, streams]. */
    static Tensor of(Tensor queries, Tensor keys, Tensor weights, Tensor mask) {
        return make(
                GgmlType.F32,
                mask.ne0(),
                mask.ne1(),
                1,
                mask.ne3(),
                Op.LIGHTNING_INDEXER,
                queries,
                keys,
                weights,
                mask);
    }
}
