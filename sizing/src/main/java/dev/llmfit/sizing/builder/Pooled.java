package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One row of the rows of a text, through the classification head of a reranker and the dense heads if the file has them
 * ({@code build_pooling} and {@code build_dense_out} in {@code src/llama-graph.cpp}). The softmax of a reranker is left out: it
 * is computed in place.
 */
final class Pooled {
    private Pooled() {}

    /**
     * Pools.
     *
     * @param rows hidden rows
     * @param result what ends the graph: logits, which unpooled rows have beside them, or the rows
     */
    static void build(GraphBuilder b, Tensor rows, Tensor result) {
        Pooling pooling = b.launch().options().pooling().orElse(b.hp().pooling());
        Tensor text = switch (pooling) {
            case NONE -> rows;
            case MEAN -> mean(b, rows);
            case CLS, LAST -> first(b, rows);
            case RANK -> head(b, first(b, rows));
        };
        b.expand(text.asOutput().named("result_embd_pooled"));
        if (pooling == Pooling.NONE) {
            b.expand(result.asOutput());
        }
        Tensor second = b.global("dense_2.weight");
        Tensor third = b.global("dense_3.weight");
        if (second == null && third == null) {
            return;
        }
        text = biased(second == null ? text : mulMat(second, text), b.global("dense_2.bias"));
        text = third == null ? text : mulMat(third, text);
        b.expand(text.asOutput().named("result_embd_pooled"));
    }

    /** llama.cpp pads the batch to whole sequences, but not the rows that it reserves, and then cannot multiply them. */
    private static Tensor mean(GraphBuilder b, Tensor rows) {
        if (rows.ne1() != b.tokens()) {
            throw new LaunchRefusedException(b.launch().build().name() + " aborts: it pads the batch to " + b.tokens()
                    + " tokens, a multiple of the " + b.batch().sequences() + " slots, and pools the mean of "
                    + rows.ne1() + " rows; make the physical batch a multiple of the slots");
        }
        return mulMat(
                cont(transpose(rows)),
                b.input("mean", GgmlType.F32, b.tokens(), b.batch().sequences()));
    }

    private static Tensor first(GraphBuilder b, Tensor rows) {
        return getRows(rows, b.input("cls", GgmlType.I32, b.batch().sequences()));
    }

    private static Tensor head(GraphBuilder b, Tensor text) {
        Tensor dense = b.global("cls.weight");
        if (dense != null) {
            text = unary(biased(mulMat(dense, text), b.global("cls.bias")), Activation.TANH);
        }
        Tensor out = b.global("cls.output.weight");
        return out == null ? text : biased(mulMat(out, text), b.global("cls.output.bias"));
    }

    private static Tensor biased(Tensor x, @Nullable Tensor bias) {
        return bias == null ? x : add(x, bias);
    }
}
