package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.view4d;
import static java.util.Objects.requireNonNull;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.OutputRows;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;
import org.jspecify.annotations.Nullable;

/**
 * deepseek32 and glm-dsa: compressed attention that sees only the cells an indexer chooses.
 *
 * <p>Source: {@code src/models/deepseek32.cpp} and {@code glm-dsa.cpp}, with the fused indexer.
 */
final class SparseDeepSeek implements Family {
    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        Tensor positions = b.positions();
        AttentionInputs inputs = b.attentionInputs();
        Indexer indexer = new Indexer(b, positions);
        OutputRows outputs = b.outputRows(false);
        @Nullable Tensor chosen = null;
        for (int il = 0; il < hp.nLayer(); il++) {
            Tensor normed = b.rms(x, il, "attn_norm");
            Tensor compressed = CompressedQkv.compressedQueries(b, normed, il);
            if (chosen == null || indexer.belongsTo(il)) {
                chosen = indexer.choose(compressed, normed, il);
            }
            Qkv qkv = CompressedQkv.of(b, b.lin(compressed, il, "attn_q_b"), normed, il, positions);
            Tensor attended = b.attention(inputs, il)
                    .decompression(b.requiredWeight(il, "attn_v_b"))
                    .onlyCells(chosen, indexer.mask)
                    .apply(qkv.q(), qkv.k(), qkv.v());
            attended = b.lin(attended, il, "attn_output");
            attended = outputs.in(attended, il);
            x = outputs.in(x, il);
            Tensor middle = add(attended, x);
            Tensor input = b.rms(middle, il, "ffn_norm");
            x = add(SharedExperts.denseOrRouted(b, input, il, Gating.SIGMOID), middle);
        }
        b.finish(outputs.logits(b.outputNorm(x)));
    }

    /** Scores all cells for each token and keeps the best. */
    private static final class Indexer {
        private final GraphBuilder b;
        private final HyperParameters hp;
        private final Tensor positions;
        private final AttentionCache cache;
        private final Tensor rows;
        private final Tensor mask;
        private final @Nullable Tensor rotation;

        Indexer(GraphBuilder b, Tensor positions) {
            this.b = b;
            this.hp = b.hp();
            this.positions = positions;
            this.cache = b.memory().indexer();
            long n = b.tokens();
            this.rows = b.input("lid_k_idxs", GgmlType.I64, n);
            this.mask = b.input("lid_mask", GgmlType.F16, cache.cells(), n / cache.streams(), 1, cache.streams());
            this.rotation = b.rotation(cache.rotationK());
        }

        /** deepseek32 has an indexer in every layer; in glm-dsa some layers reuse the choice of an earlier one. */
        boolean belongsTo(int il) {
            return hp.requiredIndexer().layers().contains(il);
        }

        Tensor choose(Tensor compressedQueries, Tensor x, int il) {
            long head = hp.requiredIndexer().head();
            long n = b.tokens();
            Tensor q = reshape(
                    b.lin(compressedQueries, il, "indexer.attn_q_b"),
                    head,
                    hp.requiredIndexer().heads(),
                    n);
            q = mulMat(rotation(il), rope(q, positions));
            Tensor k = b.norm(Norm.LAYER, b.lin(x, il, "indexer.attn_k"), il, "indexer.k_norm");
            b.store(cache.keys(il), mulMat(rotation(il), rope(reshape(k, head, 1, n), positions)), rows);
            Tensor w = b.lin(x, il, "indexer.proj");
            long streams = cache.streams();
            q = view4d(q, head, q.ne1(), n / streams, streams, q.nb1(), q.nb2(), q.nb3() / streams, 0);
            w = view4d(w, w.ne0(), n / streams, 1, streams, w.nb1(), w.nb2() / streams, w.nb3() / streams, 0);
            Tensor score = IndexerScores.of(q, cachedKeys(il), scale(w), mask);
            long kept = Math.min(cache.cells(), hp.requiredIndexer().topK());
            return cont(make(GgmlType.I32, kept, n / streams, 1, streams, Op.TOP_K, score));
        }

        private Tensor rotation(int il) {
            return rotation != null ? rotation : requireNonNull(cache.keyRotation(il));
        }

        private Tensor cachedKeys(int il) {
            Tensor k = cache.keys(il);
            long row = k.type().rowBytes(k.ne0());
            return view4d(k, k.ne0(), 1, cache.cells(), cache.streams(), row, row, row * cache.cells(), 0);
        }
    }
}
