package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/** What an indexer makes of its queries and keys: in one operation, or in several where a layer's device does not run that. */
final class IndexerScores {
    private IndexerScores() {}

    /** Returns the masked score of each key for each token [keys, tokens, 1, streams]. */
    static Tensor of(GraphBuilder b, int il, Tensor queries, Tensor keys, Tensor weights, Tensor mask) {
        if (b.fuses(FusedOp.LIGHTNING_INDEXER)) {
            Tensor fused = make(
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
            return b.noteFused(FusedOp.LIGHTNING_INDEXER, fused, il);
        }
        Tensor byHead = mulMat(permute(keys, 0, 2, 1, 3), permute(queries, 0, 2, 1, 3));
        Tensor scores = unary(cont(permute(byHead, 2, 1, 0, 3)), Activation.RELU);
        scores = sumRows(mul(scores, weights));
        return add(cont(permute(scores, 2, 1, 0, 3)), mask);
    }
}
