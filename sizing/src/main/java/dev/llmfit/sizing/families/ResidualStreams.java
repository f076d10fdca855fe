package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.div;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ResidualStream.HyperConnections;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several residual streams: each half of a layer reads a mix of them and writes to all, and they are mixed among each other.
 *
 * <p>Source: {@code build_hc_pre}, {@code build_hc_post} and {@code build_hc_mean} in {@code src/models/deepseek4.cpp} and {@code
 * glm5-next.cpp}.
 */
final class ResidualStreams {
    private static final int F32 = GraphBuilder.F32;

    private final GraphBuilder b;
    private final HyperConnections shape;
    private final long count;

    ResidualStreams(GraphBuilder b) {
        this.b = b;
        this.shape = b.hp().stream(HyperConnections.class);
        this.count = shape.count();
    }

    /**
     * What half of a layer reads, and how its result is written.
     *
     * @param input the mix that it reads [width, tokens]
     * @param post shares of its result in the streams [streams, tokens]
     * @param comb shares of the streams in each other [streams, streams, tokens]
     */
    record Mix(Tensor input, Tensor post, Tensor comb) {}

    /** Starts all streams with the embedding. Returns [width, streams, tokens]. */
    Tensor start(Tensor embedding) {
        long n = b.tokens();
        return repeat(reshape(embedding, embedding.ne0(), 1, n), embedding.ne0(), count, n, 1);
    }

    /** Mixes the streams for half of a layer: {@code hc_attn} or {@code hc_ffn}. */
    Mix before(Tensor streams, int il, String half) {
        long n = streams.ne2();
        Tensor scales = b.requiredWeight(il, half + "_scale");
        Tensor base = b.requiredWeight(il, half + "_base");
        Tensor flat = reshape(streams, streams.ne0() * count, n);
        Tensor mixes = mulMat(b.requiredWeight(il, half + "_fn"), rmsNorm(flat));
        Tensor pre = affine(view2d(mixes, count, n, mixes.nb1(), 0), scales, 0, base, 0);
        pre = scale(unary(pre, Activation.SIGMOID));
        Tensor post = affine(view2d(mixes, count, n, mixes.nb1(), count * F32), scales, 1, base, count);
        post = scale(unary(post, Activation.SIGMOID));
        return new Mix(read(streams, pre, il), post, comb(mixes, scales, base, il));
    }

    private Tensor read(Tensor streams, Tensor shares, int il) {
        long width = streams.ne0();
        long n = streams.ne2();
        if (b.fuses(FusedOp.STREAMS_READ)) {
            Tensor fused = make(GgmlType.F32, width, n, 1, 1, Op.DSV4_HC_PRE, streams, shares);
            return b.noteFused(FusedOp.STREAMS_READ, fused, il);
        }
        return sum(streams, shares);
    }

    private Tensor sum(Tensor streams, Tensor shares) {
        long width = streams.ne0();
        long n = streams.ne2();
        @Nullable Tensor sum = null;
        for (long stream = 0; stream < count; stream++) {
            Tensor one = view2d(streams, width, n, streams.nb2(), stream * streams.nb1());
            Tensor part = mul(one, view2d(shares, 1, n, shares.nb1(), stream * shares.nb0()));
            sum = sum == null ? part : add(sum, part);
        }
        return Objects.requireNonNull(sum);
    }

    private Tensor comb(Tensor mixes, Tensor scales, Tensor base, int il) {
        long n = mixes.ne1();
        if (b.fuses(FusedOp.STREAMS_MIXED)) {
            Tensor fused = make(GgmlType.F32, count, count, n, 1, Op.DSV4_HC_COMB, mixes, scales, base);
            return b.noteFused(FusedOp.STREAMS_MIXED, fused, il);
        }
        long square = count * count;
        Tensor own = view2d(mixes, square, n, mixes.nb1(), 2 * count * F32);
        own = mul(own, view1d(scales, 1, 2 * F32));
        own = add(own, view1d(base, square, 2 * count * F32));
        Tensor comb = softMax(reshape(own, count, count, n));
        Tensor epsilon = fill(Tensor.leaf(GgmlType.F32, 1, 1, 1, 1));
        comb = normedColumns(add(comb, epsilon), epsilon);
        for (int iteration = 1; iteration < shape.iterations(); iteration++) {
            comb = div(comb, add(sumRows(comb), epsilon));
            comb = normedColumns(comb, epsilon);
        }
        return comb;
    }

    private static Tensor normedColumns(Tensor comb, Tensor epsilon) {
        Tensor sums = add(sumRows(cont(permute(comb, 1, 0, 2, 3))), epsilon);
        return div(comb, permute(sums, 1, 0, 2, 3));
    }

    private Tensor affine(Tensor x, Tensor scales, long scale, Tensor base, long offset) {
        return add(mul(x, view1d(scales, 1, scale * F32)), view1d(base, count, offset * F32));
    }

    /** Writes the result of half of a layer to the streams. */
    Tensor after(Tensor result, Tensor streams, Mix mix, int il) {
        long width = result.ne0();
        long n = result.ne1();
        if (b.fuses(FusedOp.STREAMS_WRITTEN)) {
            Tensor fused =
                    make(GgmlType.F32, width, count, n, 1, Op.DSV4_HC_POST, result, streams, mix.post(), mix.comb());
            return b.noteFused(FusedOp.STREAMS_WRITTEN, fused, il);
        }
        @Nullable Tensor all = null;
        for (long to = 0; to < count; to++) {
            Tensor sum = mul(result, view2d(mix.post(), 1, n, mix.post().nb1(), to * F32));
            for (long from = 0; from < count; from++) {
                Tensor stream = view2d(streams, width, n, streams.nb2(), from * streams.nb1());
                long offset = to * mix.comb().nb0() + from * mix.comb().nb1();
                sum = add(sum, mul(stream, view2d(mix.comb(), 1, n, mix.comb().nb2(), offset)));
            }
            Tensor one = reshape(sum, width, 1, n);
            all = all == null ? one : concat(all, one, 1);
        }
        return Objects.requireNonNull(all);
    }

    /** Returns the mix of the streams that logits are made of ({@code build_hc_head}). */
    Tensor head(Tensor streams) {
        long n = streams.ne2();
        Tensor flat = rmsNorm(reshape(streams, streams.ne0() * count, n));
        Tensor shares = mulMat(b.requiredGlobal("output_hc_fn.weight"), flat);
        shares = mul(shares, b.requiredGlobal("output_hc_scale.weight"));
        shares = add(shares, b.requiredGlobal("output_hc_base.weight"));
        return sum(streams, scale(unary(shares, Activation.SIGMOID)));
    }

    /** Returns the mean of the streams. */
    Tensor mean(Tensor streams) {
        Tensor sum = view2d(streams, streams.ne0(), streams.ne2(), streams.nb2(), 0);
        for (long stream = 1; stream < count; stream++) {
            sum = add(sum, view2d(streams, streams.ne0(), streams.ne2(), streams.nb2(), stream * streams.nb1()));
        }
        return scale(sum);
    }
}
