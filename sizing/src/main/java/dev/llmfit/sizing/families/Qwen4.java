package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.sqrt;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HashedNGrams;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * qwen4exp (Qwen3.8 Flash Next): gated delta nets with sparse attention in between, several residual streams that every layer mixes, and
 * embeddings of hashed n-grams.
 *
 * <p>Source: {@code src/models/qwen4exp.cpp}, with the fused mixing of streams and the fused indexer.
 */
final class Qwen4 implements Family {
    private static final int F32 = GraphBuilder.F32;

    private static final QwenDelta LAYERS = new QwenDelta(QwenDelta.Kind.OPENED_BY_SIGMOID);

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Optional<HashedNGrams> grams = hp.hashedNGrams();
        boolean gramsFirst = b.launch().build().has(EngineSwitch.LOOKS_UP_TOKENS_FIRST);
        @Nullable Tensor x = gramsFirst ? null : embedding(b);
        StateInput rows = b.states().inputs();
        AttentionInputs inputs = b.attentionInputs();
        @Nullable PooledIndexer indexer = hp.indexer().isPresent() ? new PooledIndexer(b) : null;
        @Nullable Tensor found = gramsFirst ? grams.map(g -> nGrams(b, g)).orElse(null) : null;
        x = x == null ? embedding(b) : x;
        Tensor positions = b.positions();
        Tensor outputIds = b.outputIds();
        found = found == null ? grams.map(g -> nGrams(b, g)).orElse(null) : found;
        boolean late = b.keepsHiddenRows(false);
        Streams streams = new Streams(b);
        Tensor stream = streams.of(x);
        b.expand(stream);
        for (int il = 0; il < hp.nLayer(); il++) {
            if (found != null && grams.orElseThrow().layers().contains(il)) {
                stream = withNGrams(b, grams.orElseThrow(), found, stream, il, rows);
            }
            Streams.Mixed first = streams.mixed(stream, il, "hc_attn");
            b.expand(first.input());
            Tensor out = hp.isRecr(il)
                    ? LAYERS.deltaLayer(b, first.input(), il, rows)
                    : attention(b, first.input(), il, inputs, indexer, positions);
            Tensor shares = first.shares();
            if (il == hp.nLayer() - 1 && !late) {
                out = getRows(out, outputIds);
                shares = getRows(shares, outputIds);
                stream = streams.rows(stream, outputIds);
            }
            stream = streams.added(stream, out, shares, il);
            Streams.Mixed second = streams.mixed(stream, il, "hc_ffn");
            Tensor fed = QwenDelta.gatedSharedExperts(b, second.input(), il);
            stream = b.bound(streams.added(stream, fed, second.shares(), il), il);
        }
        if (b.launch().build().has(EngineSwitch.LEAVES_OUT_HIDDEN_ROWS)) {
            b.expand(streams.flat(stream));
        }
        stream = late ? streams.rows(stream, outputIds) : stream;
        Tensor last = streams.mixedAtTheEnd(stream).asOutput().named("result_norm");
        b.finish(b.logits(last));
    }

    private static Tensor embedding(GraphBuilder b) {
        Tensor x = b.embedding();
        b.expand(x);
        return x;
    }

    private static Tensor attention(
            GraphBuilder b,
            Tensor x,
            int il,
            AttentionInputs inputs,
            @Nullable PooledIndexer indexer,
            Tensor positions) {
        @Nullable
        Tensor mask = indexer == null || b.hp().compressRatio(il).isEmpty()
                ? null
                : indexer.mask(x, il, inputs.of(il).mask(), positions);
        return LAYERS.gatedAttention(b, x, il, inputs, positions, mask);
    }

    /** Looks up the rows of the n-grams that end in each token: [width, tokens]. */
    private static Tensor nGrams(GraphBuilder b, HashedNGrams grams) {
        long n = b.tokens();
        Tensor ids = b.input("ple_rows", GgmlType.I32, grams.heads() * n);
        Tensor table = b.requiredGlobal("per_layer_token_embd.weight");
        Tensor found = reshape(getRows(table, ids), table.ne0() * grams.heads(), n);
        b.expand(found);
        return found;
    }

    /** Adds the embeddings of n-grams to the streams, opened by a gate, and a convolution over them. */
    private static Tensor withNGrams(
            GraphBuilder b, HashedNGrams grams, Tensor found, Tensor stream, int il, StateInput rows) {
        long width = stream.ne0();
        long count = stream.ne1();
        long n = b.tokens();
        Tensor key = normed(b, b.lin(found, il, "ple_key"), il, "ple_norm_key", stream);
        Tensor value = b.lin(found, il, "ple_value");
        Tensor query = normed(b, stream, il, "ple_norm_query", stream);
        Tensor likeness = scale(sumRows(mul(key, query)));
        Tensor size = sqrt(clamp(unary(likeness, Activation.ABS)));
        Tensor gate = unary(mul(unary(likeness, Activation.SGN), size), Activation.SIGMOID);
        Tensor gated = mul(repeat(reshape(value, width, 1, n), width, count, n, 1), gate);
        long channels = width * count;
        Tensor flat = reshape(normed(b, reshape(gated, channels, n), il, "ple_norm_conv", stream), channels, n);
        Tensor convolved = convolved(b, grams, flat, il, rows);
        return add(stream, add(gated, reshape(cont(unary(convolved, Activation.SILU)), width, count, n)));
    }

    private static Tensor normed(GraphBuilder b, Tensor x, int il, String name, Tensor stream) {
        Tensor byStream = reshape(x, stream.ne0(), stream.ne1(), b.tokens());
        return mul(rmsNorm(byStream), b.requiredWeight(il, name));
    }

    /** A convolution whose taps lie as far apart as an n-gram is long, as a sum of shifted copies. */
    private static Tensor convolved(GraphBuilder b, HashedNGrams grams, Tensor x, int il, StateInput rows) {
        long channels = x.ne0();
        long sequences = b.batch().sequences();
        long per = b.batch().tokensPerSequence();
        Tensor bySequence = reshape(x, channels, per, sequences);
        Tensor padded =
                b.states().rolledByCopy(b.memory().state().history(il), rows, bySequence, grams.history(), channels);
        Tensor kernel = b.requiredWeight(il, "ple_conv1d");
        @Nullable Tensor sum = null;
        for (int tap = 0; tap < grams.kernel(); tap++) {
            long start = (long) tap * grams.size() * F32;
            Tensor shifted =
                    cont(transpose(view3d(padded, per, channels, sequences, padded.nb1(), padded.nb2(), start)));
            Tensor column = reshape(cont(view2d(kernel, 1, channels, kernel.nb1(), tap * kernel.nb0())), channels, 1);
            Tensor weighted = mul(shifted, column.type() == GgmlType.F32 ? column : cast(column, GgmlType.F32));
            sum = sum == null ? weighted : add(sum, weighted);
        }
        return sum == null ? x : sum;
    }
}
