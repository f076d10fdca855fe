package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.flashAttention;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.padPlanes;
import static dev.llmfit.sizing.graph.Ops.padRows;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rotated;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;
import org.jspecify.annotations.Nullable;

/**
 * One attention layer over a cache, from the queries, keys and values to the joined heads.
 *
 * <p>Source: {@code llm_graph_context::build_attn} and {@code build_attn_mha} in {@code src/llama-graph.cpp}.
 */
public final class Attention {
    private final GraphBuilder b;
    private final AttentionInput input;
    private final int il;
    private @Nullable Tensor sinks;
    private @Nullable Tensor decompression;
    private @Nullable Tensor scoreBias;
    private @Nullable Tensor chosenCells;
    private @Nullable Tensor ownMask;
    private @Nullable Tensor indexerMask;

    Attention(GraphBuilder b, AttentionInput input, int il) {
        this.b = b;
        this.input = input;
        this.il = il;
    }

    /** Adds the sinks of the heads, if the model has them. */
    public Attention sinks(@Nullable Tensor perHead) {
        this.sinks = perHead;
        return this;
    }

    /** Sets the matrix that decompresses the result of compressed attention. */
    public Attention decompression(@Nullable Tensor matrix) {
        this.decompression = matrix;
        return this;
    }

    /** Adds a bias to the scores; flash attention is then off for this layer. */
    public Attention scoreBias(@Nullable Tensor bias) {
        this.scoreBias = bias;
        return this;
    }

    /**
     * Limits each token to the cells with these numbers, for sparse attention.
     *
     * @param numbers [cells, tokens, 1, streams], I32
     * @param mask what the indexer that chose them saw
     */
    public Attention onlyCells(Tensor numbers, Tensor mask) {
        this.chosenCells = numbers;
        this.indexerMask = mask;
        return this;
    }

    /** Attends under this mask instead of the one of the cache. */
    public Attention under(@Nullable Tensor mask) {
        this.ownMask = mask;
        return this;
    }

    /** Writes keys of compressed attention to the cache, without attending. */
    public void write(Tensor q, Tensor k) {
        b.expand(q);
        b.expand(k);
        storeKeys(k);
    }

    /** Attends without writing to the cache, which an earlier layer has filled. */
    public Tensor read(Tensor q) {
        Tensor query = rotated(q, input.rotationK(il));
        b.expand(query);
        return attend(query);
    }

    /** Writes keys and values to the cache, for a graph that attends by itself; all are rotated where the cache is. */
    public Qkv stored(Tensor q, Tensor k, Tensor v) {
        Tensor query = rotated(q, input.rotationK(il));
        Tensor key = rotated(k, input.rotationK(il));
        Tensor value = rotated(v, input.rotationV(il));
        b.expand(query);
        b.expand(key);
        b.expand(value);
        storeKeys(key);
        storeValues(value);
        Tensor keys = cachedKeys(input.cache());
        return new Qkv(query, keys, cachedValues(input.cache(), keys));
    }

    /** Turns what was attended back where values are rotated. */
    public Tensor turnedBack(Tensor out) {
        return rotated(out, input.rotationV(il));
    }

    /** Writes keys and values to the cache, if there is one, and attends. */
    public Tensor apply(Tensor q, Tensor k, Tensor v) {
        Tensor query = rotated(q, input.rotationK(il));
        Tensor key = rotated(k, input.rotationK(il));
        Tensor value = rotated(v, input.rotationV(il));
        b.expand(query);
        b.expand(input.keysFirst() ? key : value);
        b.expand(input.keysFirst() ? value : key);
        if (!input.hasCache()) {
            return withinBatch(query, key, value);
        }
        storeKeys(key);
        if (!b.hp().isMla()) {
            storeValues(value);
        }
        return attend(query);
    }

    /** Attends within the batch; keys, values and biases are padded to the cells of the mask. */
    private Tensor withinBatch(Tensor q, Tensor k, Tensor v) {
        Tensor mask = mask();
        if (!b.launch().build().has(EngineSwitch.PADS_BATCH_ATTENTION)) {
            return overHeads(q, k, v, mask);
        }
        scoreBias = scoreBias == null ? null : padRows(scoreBias, mask.ne0());
        return overHeads(q, padPlanes(k, mask.ne0()), padPlanes(v, mask.ne0()), mask);
    }

    private Tensor attend(Tensor q) {
        AttentionCache cache = input.cache();
        Tensor k = cachedKeys(cache);
        Tensor v = cachedValues(cache, k);
        Tensor out = overHeads(q, k, v, mask());
        return rotated(out, input.rotationV(il));
    }

    /** Returns the mask, with only the chosen cells left visible if there is a choice. */
    private Tensor mask() {
        if (ownMask != null) {
            return ownMask;
        }
        Tensor mask = input.mask();
        if (chosenCells == null) {
            return mask;
        }
        mask = sharedMask(mask);
        if (b.fuses(FusedOp.CHOSEN_CELLS)) {
            return b.fusedMask(mask, chosenCells, il);
        }
        Tensor hidden = fill(mask);
        hidden = view4d(hidden, 1, mask.ne0(), mask.ne1(), mask.ne3(), hidden.nb0(), hidden.nb1(), hidden.nb2(), 0);
        Tensor c = chosenCells;
        Tensor cells = view4d(c, c.ne0(), c.ne1(), c.ne3(), 1, c.nb1(), c.nb2(), c.ne3() * c.nb3(), 0);
        Tensor zeros = fill(Tensor.leaf(GgmlType.F32, 1, cells.ne0(), cells.ne1(), cells.ne2()));
        Tensor shown = setRows(hidden, zeros, cells);
        shown = view4d(shown, shown.ne1(), shown.ne2(), 1, shown.ne3(), shown.nb2(), shown.nb3(), shown.nb3(), 0);
        return add(shown, mask);
    }

    /** Returns the mask of the indexer where it has the same type. */
    private Tensor sharedMask(Tensor own) {
        boolean shares = b.launch().build().has(EngineSwitch.SHARES_INDEXER_MASK);
        return shares && indexerMask != null && indexerMask.type() == own.type() ? indexerMask : own;
    }

    private void storeKeys(Tensor k) {
        b.store(input.cache().keys(il), k, input.keyRows());
    }

    private void storeValues(Tensor v) {
        Tensor store = input.cache().values(il);
        long width = v.ne0() * v.ne1();
        if (!input.cache().isTransposed()) {
            b.store(store, v, input.valueRows());
            return;
        }
        // one cell per element
        boolean joined = v.type().rowBytes(width) == v.nb2();
        Tensor rows = joined ? reshape(v, width, v.ne2()) : cont(v, width, v.ne2());
        if (width < store.ne0()) {
            rows = padRows(rows, store.ne0());
        }
        Tensor cells = reshape(store, 1, store.elements());
        b.expand(setRows(cells, reshape(rows, 1, rows.elements()), input.valueRows()));
    }

    private Tensor cachedKeys(AttentionCache cache) {
        HyperParameters hp = b.hp();
        Tensor k = cache.keys(il);
        GgmlType type = k.type();
        long row = type.rowBytes(k.ne0());
        return view4d(
                k,
                hp.headKAt(il),
                hp.nHeadKv(il),
                cache.cells(),
                cache.streams(),
                type.rowBytes(hp.headKAt(il)),
                row,
                type.rowBytes(k.ne0() * cache.cells()),
                0);
    }

    private Tensor cachedValues(AttentionCache cache, Tensor k) {
        HyperParameters hp = b.hp();
        if (hp.isMla()) {
            return view4d(
                    k,
                    hp.requiredCompressedAttention().rank(),
                    k.ne1(),
                    k.ne2(),
                    k.ne3(),
                    k.nb1(),
                    k.nb2(),
                    k.nb3(),
                    0);
        }
        Tensor v = cache.values(il);
        GgmlType type = v.type();
        long head = hp.headVAt(il);
        long cells = cache.cells();
        long stream = type.rowBytes(v.ne0() * cells);
        if (cache.isTransposed()) {
            return view4d(
                    v,
                    cells,
                    hp.nHeadKv(il),
                    head,
                    cache.streams(),
                    type.rowBytes(cells * head),
                    type.rowBytes(cells),
                    stream,
                    0);
        }
        return view4d(
                v,
                head,
                hp.nHeadKv(il),
                cells,
                cache.streams(),
                type.rowBytes(head),
                type.rowBytes(v.ne0()),
                stream,
                0);
    }

    /** Attends over keys and values as they lie in memory ({@code build_attn_mha}). */
    public Tensor overHeads(Tensor q, Tensor k, Tensor v, Tensor mask) {
        boolean transposed = v.nb1() > v.nb2();
        long streams = k.ne3();
        long perStream = q.ne2() / streams;
        Tensor query = permute(
                view4d(q, q.ne0(), q.ne1(), perStream, streams, q.nb1(), q.nb2(), q.nb2() * perStream, 0), 0, 2, 1, 3);
        Tensor key = permute(k, 0, 2, 1, 3);
        Tensor value = permute(v, 0, 2, 1, 3);
        Tensor out = b.usesFlashAttention() && scoreBias == null
                ? fused(query, key, transposed ? transpose(value) : value, mask)
                : stepwise(query, key, transposed ? value : null, value, mask);
        b.expand(out);
        return out;
    }

    private Tensor fused(Tensor q, Tensor k, Tensor v, Tensor mask) {
        Tensor key = k.type() == GgmlType.F32 ? cast(k, GgmlType.F16) : k;
        Tensor value = v.type() == GgmlType.F32 ? cast(v, GgmlType.F16) : v;
        Tensor out = flashAttention(q, key, value, mask, sinks);
        b.noteFused(FusedOp.FLASH_ATTENTION, out, il);
        if (decompression != null) {
            out = mulMat(decompression, permute(out, 0, 2, 1, 3));
            out = cont(permute(out, 0, 2, 1, 3));
        }
        return reshape(out, out.ne0() * out.ne1(), out.ne2() * out.ne3());
    }

    private Tensor stepwise(Tensor q, Tensor k, @Nullable Tensor transposedValues, Tensor v, Tensor mask) {
        Tensor scores = mulMat(k, q);
        if (b.hp().has(GraphVariant.SOFT_CAPPED_SCORES)) {
            scores = scale(unary(scale(scores), Activation.TANH));
        }
        if (scoreBias != null) {
            scores = add(scores, scoreBias);
        }
        scores = softMax(scores, mask, sinks);
        Tensor out = mulMat(transposedValues != null ? transposedValues : cont(transpose(v)), scores);
        if (decompression != null) {
            out = mulMat(decompression, out);
        }
        out = permute(out, 0, 2, 1, 3);
        out = cont(out, out.ne0() * out.ne1(), out.ne2() * out.ne3());
        return b.launch().offloadsKv() ? out : out.onBackend(b.cpu());
    }
}
