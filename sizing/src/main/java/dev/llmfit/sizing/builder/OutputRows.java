package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.getRows;

import dev.llmfit.sizing.graph.Tensor;

/**
 * Which rows go through the last layer of a model that may have layers for next-token prediction: those with outputs alone, or all,
 * because a draft context reads the hidden rows of all tokens.
 *
 * @param b the graph
 * @param ids numbers of the rows that produce outputs
 * @param all whether all rows go through, and those with outputs are taken from the final norm
 */
public record OutputRows(GraphBuilder b, Tensor ids, boolean all) {
    /** In the last layer, keeps the rows that go through it. */
    public Tensor in(Tensor x, int il) {
        return all ? x : b.lastRows(x, il, ids);
    }

    /** Makes logits of what the final norm gave. */
    public Tensor logits(Tensor normed) {
        return b.logits(all ? getRows(normed, ids).asOutput() : normed);
    }
}
