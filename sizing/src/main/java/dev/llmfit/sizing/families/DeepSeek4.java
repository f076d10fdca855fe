package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.rotated;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.Ffn;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.families.KeyCompressor.Projected;
import dev.llmfit.sizing.families.ResidualStreams.Mix;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;
import dev.llmfit.sizing.memory.CompressedCaches;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * deepseek4 (DeepSeek V4): one key head over a window of the newest keys and, in most layers, over compressed ones, of which an indexer
 * chooses in every other layer; experts that the first layers choose by the token alone; several residual streams.
 *
 * <p>Source: {@code src/models/deepseek4.cpp}.
 */
final class DeepSeek4 implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        ResidualStreams residual = new ResidualStreams(b);
        Tensor embedding = b.embedding();
        Tensor positions = b.positions();
        Tensor outputIds = b.outputIds();
        Layer layer = new Layer(b, positions);
        Tensor x = residual.start(embedding);
        for (int il = 0; il < hp.nLayer(); il++) {
            Mix mix = residual.before(x, il, "hc_attn");
            x = residual.after(layer.attention(b.rms(mix.input(), il, "attn_norm"), il), x, mix, il);
            mix = residual.before(x, il, "hc_ffn");
            b.expand(x);
            b.expand(mix.post());
            b.expand(mix.comb());
            x = residual.after(experts(b, b.rms(mix.input(), il, "ffn_norm"), il), x, mix, il);
            b.bound(x, il);
        }
        if (b.launch().build().has(EngineSwitch.LEAVES_OUT_HIDDEN_ROWS)) {
            x.asOutput(); // the hidden rows of all tokens, which a draft context may read
        }
        Tensor last = getRows(reshape(x, x.ne0() * x.ne1(), b.tokens()), outputIds);
        x = residual.head(reshape(last, x.ne0(), x.ne1(), last.ne1()));
        b.finish(b.logits(b.outputNorm(x)));
    }

    private static Tensor experts(GraphBuilder b, Tensor x, int il) {
        RoutedExperts shape = b.hp().requiredExperts();
        @Nullable Tensor table = b.weight(il, "ffn_gate_tid2eid");
        Tensor routed = b.experts(il)
                .gating(shape.gating().orElse(Gating.SQRT_SOFTPLUS))
                .normed(shape.weightsNormed())
                .scale(shape.weightsScale())
                .chosen(table == null ? null : getRows(table, b.tokenIds()))
                .apply(x);
        return add(routed, b.sharedExpert(x, il, Ffn.SILU));
    }

    /** Attention of the layers, with the inputs that they share. */
    private static final class Layer {
        private final GraphBuilder b;
        private final HyperParameters hp;
        private final Tensor positions;
        private final CompressedCaches caches;
        private final Tensor keyRows;
        private final Tensor mask;
        private final @Nullable Tensor rotation;
        private final KeyCompressor chosen;
        private final KeyCompressor coarse;
        private final KeyCompressor indexer;

        Layer(GraphBuilder b, Tensor positions) {
            this.b = b;
            this.hp = b.hp();
            this.positions = positions;
            this.caches = b.memory().compressed();
            AttentionCache window = caches.window();
            boolean half = b.fuses(FusedOp.FLASH_ATTENTION);
            this.keyRows = b.input("raw_k_idxs", GgmlType.I64, b.tokens());
            this.mask = b.mask(window.cells(), b.tokens() / window.streams(), window.streams());
            b.expand(mask);
            this.rotation = b.rotation(window.rotationK());
            this.chosen = new KeyCompressor(
                    b,
                    "attn_compressor",
                    caches.chosen(),
                    caches.chosenState(),
                    CompressedCaches.CHOSEN,
                    true,
                    hp.headK(),
                    half);
            this.coarse = new KeyCompressor(
                    b,
                    "attn_compressor",
                    caches.coarse(),
                    caches.coarseState(),
                    CompressedCaches.COARSE,
                    false,
                    hp.headK(),
                    half);
            this.indexer = new KeyCompressor(
                    b,
                    "indexer_compressor",
                    caches.indexer(),
                    caches.indexerState(),
                    CompressedCaches.CHOSEN,
                    true,
                    hp.requiredIndexer().head(),
                    true);
        }

        Tensor attention(Tensor x, int il) {
            long n = b.tokens();
            long head = hp.headK();
            long heads = hp.nHead(il);
            Tensor compressed = CompressedQkv.compressedQueries(b, x, il);
            Tensor q = rope(rmsNorm(reshape(b.lin(compressed, il, "attn_q_b"), head, heads, n)), positions);
            Tensor kv = reshape(b.rms(b.lin(x, il, "attn_kv"), il, "attn_kv_a_norm"), head, 1, n);
            kv = rope(kv, positions);
            OptionalInt ratio = hp.compressRatio(il);
            Tensor out;
            if (ratio.isEmpty()) {
                out = attended(q, kv, il, null, null);
            } else if (ratio.getAsInt() == CompressedCaches.COARSE) {
                coarse.write(coarse.project(x, il), il);
                out = attended(q, kv, il, caches.coarse(), coarse.mask());
            } else {
                Projected rows = chosen.project(x, il);
                chosen.write(rows, il);
                indexer.write(indexer.project(x, il), il);
                Tensor best = bestRows(compressed, x, il);
                out = attended(q, kv, il, caches.chosen(), shown(best, il));
            }
            out = reshape(out, head, heads, n);
            out = make(GgmlType.F32, head, heads, n, 1, Op.ROPE_BACK, out, positions);
            Tensor first = b.requiredWeight(il, "attn_output_a");
            long groups = first.ne2();
            out = permute(reshape(out, head * heads / groups, groups, n), 0, 2, 1, 3);
            out = permute(mulMat(first, out), 0, 2, 1, 3);
            return b.lin(cont(out, first.ne1() * groups, n), il, "attn_output_b");
        }

        /** Attends over the window and the compressed rows behind it, if there are any. */
        private Tensor attended(Tensor q, Tensor kv, int il, @Nullable AttentionCache more, @Nullable Tensor moreMask) {
            AttentionCache window = caches.window();
            Tensor matrix = rotation != null ? rotation : window.keyRotation(il);
            Tensor queries = rotated(q, matrix);
            Tensor keys = rotated(kv, matrix);
            b.expand(queries);
            b.expand(keys);
            b.store(window.keys(il), keys, keyRows);
            Tensor all = cached(window, il);
            Tensor visible = mask;
            if (more != null && moreMask != null) {
                all = concat(all, cached(more, il), 2);
                visible = concat(mask, moreMask, 0);
            }
            Tensor out = b.attentionUnder(visible, il)
                    .sinks(b.weight(il, "attn_sinks"))
                    .overHeads(queries, all, all, visible);
            return rotated(out, matrix);
        }

        private static Tensor cached(AttentionCache cache, int il) {
            Tensor k = cache.keys(il);
            long row = k.type().rowBytes(k.ne0());
            return view4d(k, k.ne0(), 1, cache.cells(), cache.streams(), row, row, row * cache.cells(), 0);
        }

        private Tensor bestRows(Tensor compressed, Tensor x, int il) {
            long n = b.tokens();
            long head = hp.requiredIndexer().head();
            AttentionCache cache = caches.indexer();
            long streams = cache.streams();
            Tensor q = reshape(
                    b.lin(compressed, il, "indexer.attn_q_b"),
                    head,
                    hp.requiredIndexer().heads(),
                    n);
            q = rotated(rope(q, positions), indexer.rotation(il));
            Tensor w = scale(b.lin(x, il, "indexer.proj"));
            q = view4d(q, head, q.ne1(), n / streams, streams, q.nb1(), q.nb2(), q.nb3() / streams, 0);
            w = view4d(w, w.ne0(), n / streams, 1, streams, w.nb1(), w.nb2() / streams, w.nb3() / streams, 0);
            Tensor score = IndexerScores.of(q, cached(cache, il), w, indexer.mask());
            long kept = Math.min(cache.cells(), hp.requiredIndexer().topK());
            return cont(make(GgmlType.I32, kept, n / streams, 1, streams, Op.TOP_K, score));
        }

        /** The mask of the chosen rows ({@code build_top_k_mask}). */
        private Tensor shown(Tensor best, int il) {
            Tensor own = chosen.mask();
            if (b.fuses(FusedOp.CHOSEN_CELLS)) {
                return b.fusedMask(own, best, il);
            }
            Tensor hidden = fill(own);
            hidden = view4d(hidden, 1, own.ne0(), own.ne1(), own.ne3(), hidden.nb0(), hidden.nb1(), hidden.nb2(), 0);
            Tensor rows = view4d(
                    best, best.ne0(), best.ne1(), best.ne3(), 1, best.nb1(), best.nb2(), best.ne3() * best.nb3(), 0);
            Tensor zeros = fill(Tensor.leaf(own.type(), 1, rows.ne0(), rows.ne1(), rows.ne2()));
            Tensor shown = setRows(hidden, zeros, rows);
            shown = view4d(shown, shown.ne1(), shown.ne2(), 1, shown.ne3(), shown.nb2(), shown.nb3(), shown.nb3(), 0);
            return add(shown, own);
        }
    }
}
