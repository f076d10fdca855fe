package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ResidualStream.HyperConnections;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/** Several residual streams, mixed before and fed after each half of a layer through narrow matrices ({@code build_hc_mix} in llama.cpp). */
final class Streams {
    private static final int F32 = GraphBuilder.F32;

    private final GraphBuilder b;
    private final long width;
    private final long count;

    Streams(GraphBuilder b) {
        this.b = b;
        this.width = b.hp().nEmbd();
        this.count = b.hp().stream(HyperConnections.class).count();
    }

    /**
     * The mix of the streams.
     *
     * @param input what a layer reads [width, tokens]
     * @param shares what each stream gets of its output [streams, tokens]
     */
    record Mixed(Tensor input, Tensor shares) {}

    /** Makes the streams of an embedding: [width, streams, tokens]. */
    Tensor of(Tensor x) {
        int n = b.tokens();
        return repeat(reshape(x, width, 1, n), width, count, n, 1);
    }

    /** Mixes the streams by the matrices of a layer. */
    Mixed mixed(Tensor stream, int il, String name) {
        long n = stream.ne2();
        Tensor normed = normed(stream, b.requiredWeight(il, name + "_norm"));
        Tensor narrow = unary(scale(b.lin(normed, il, name + "_down")), Activation.SILU);
        Tensor gate = b.lin(narrow, il, name + "_up");
        Tensor input;
        if (b.fuses(FusedOp.STREAMS_READ)) {
            Tensor wide = reshape(normed, width, count, n);
            input = make(GgmlType.F32, width, n, 1, 1, Op.DSV4_HC_PRE, wide, reshape(gate, width, count, n));
            b.noteFused(FusedOp.STREAMS_READ, input, il);
        } else {
            input = mean(normed, gate, n);
        }
        return new Mixed(input, scale(b.lin(normed, il, name + "_inject")));
    }

    /** Mixes the streams behind the last layer, step by step. */
    Tensor mixedAtTheEnd(Tensor stream) {
        long n = stream.ne2();
        Tensor normed = normed(stream, b.requiredGlobal("output_hc_norm.weight"));
        Tensor narrow =
                unary(scale(b.linear(normed, b.requiredGlobal("output_hc_down.weight"), null)), Activation.SILU);
        Tensor gate = b.linear(narrow, b.requiredGlobal("output_hc_up.weight"), null);
        return mean(normed, gate, n);
    }

    /** The mean of the opened streams, step by step. */
    private Tensor mean(Tensor normed, Tensor gate, long n) {
        Tensor gated = reshape(mul(normed, unary(gate, Activation.SIGMOID)), width, count, n);
        long row = width * count * F32;
        Tensor sum = cont(view2d(gated, width, n, row, 0));
        for (long i = 1; i < count; i++) {
            sum = add(sum, view2d(gated, width, n, row, i * width * F32));
        }
        return scale(sum);
    }

    /** Adds the output of a layer to each stream. */
    Tensor added(Tensor stream, Tensor out, Tensor shares, int il) {
        long n = stream.ne2();
        Tensor weights = scale(unary(shares, Activation.SIGMOID));
        if (b.fuses(FusedOp.STREAMS_WRITTEN)) {
            Tensor sum = make(GgmlType.F32, width, count, n, 1, Op.DSV4_HC_POST, out, stream, weights);
            return b.noteFused(FusedOp.STREAMS_WRITTEN, sum, il);
        }
        Tensor byStream = reshape(weights, 1, count, n);
        return add(stream, mul(repeat(reshape(out, width, 1, n), width, count, n, 1), byStream));
    }

    /** Keeps the rows of these tokens. */
    Tensor rows(Tensor stream, Tensor ids) {
        Tensor kept = getRows(flat(stream), ids);
        return reshape(kept, width, count, kept.ne1());
    }

    /** Joins the streams of each token. */
    Tensor flat(Tensor stream) {
        return reshape(stream, width * count, stream.ne2());
    }

    private Tensor normed(Tensor stream, Tensor weight) {
        return reshape(mul(rmsNorm(stream), weight), width * count, stream.ne2());
    }
}
