package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.addInPlace;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.flashAttention;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.SparseIndexer;
import dev.llmfit.sizing.builder.Attention;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Qkv;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.memory.AttentionCache;
import org.jspecify.annotations.Nullable;

/**
 * Attention of minimax-m3 to blocks of positions: each group of heads reads the blocks that its head of the indexer scores best. A batch
 * masks the others, a single token of each stream reads the chosen ones alone.
 *
 * <p>Source: {@code build_attn_msa_fa} and the constructor of the graph in {@code src/models/minimax-m3.cpp}.
 */
final class BlockAttention {
    private final GraphBuilder b;
    private final AttentionInputs inputs;
    private final Tensor positions;
    private final SparseIndexer shape;
    private final AttentionCache cache;
    private final long block;
    private final long places;
    private final long blocks;
    private final long streams;
    private final long perStream;
    private final Tensor rows;
    private final Tensor bias;
    private final Tensor visible;
    private final Tensor cellOfPlace;
    private final @Nullable Tensor cellOfPlaceAsReal;
    private final @Nullable Tensor blockOfCell;
    private final @Nullable Tensor mask;

    BlockAttention(GraphBuilder b, AttentionInputs inputs, Tensor positions) {
        this.b = b;
        this.inputs = inputs;
        this.positions = positions;
        this.shape = b.hp().requiredIndexer();
        this.cache = b.memory().indexer();
        this.block = shape.pool();
        // an empty cache has no positions yet, and their number is padded twice (get_n_pos)
        this.places = Math.ceilDiv(EffectiveLaunch.CELLS_PAD, block) * block;
        this.blocks = places / block;
        this.streams = cache.streams();
        long n = b.tokens();
        this.perStream = n / streams;
        this.rows = b.input("k_idxs_idx", GgmlType.I64, n);
        this.bias = b.input("msa_bias", GgmlType.F32, blocks, n);
        this.visible = b.input("msa_pos_mask", GgmlType.F32, places, n);
        this.cellOfPlace = b.input("msa_pos_slot", GgmlType.I32, places, streams);
        if (perStream == 1) {
            this.cellOfPlaceAsReal = b.input("msa_pos_slot_f", GgmlType.F32, places, streams);
            this.blockOfCell = null;
            this.mask = null;
        } else {
            this.cellOfPlaceAsReal = null;
            this.blockOfCell = b.input("msa_cell_blk", GgmlType.I32, cache.cells(), streams);
            this.mask = cast(inputs.of(0).mask(), GgmlType.F32);
        }
    }

    /** Returns whether llama.cpp attends to blocks in this launch; otherwise all layers are dense. */
    static boolean isOn(GraphBuilder b) {
        return b.usesFlashAttention()
                && (b.launch().sequences() == 1 || !b.launch().options().kvUnified());
    }

    /**
     * Returns what a layer attends to.
     *
     * @param x input of the layer's attention
     */
    Tensor attend(Tensor x, Tensor q, Tensor k, Tensor v, int il) {
        long n = b.tokens();
        long head = shape.head();
        Tensor iq = b.lin(x, il, "indexer.q_proj");
        Tensor ik = b.lin(x, il, "indexer.k_proj");
        iq = rope(b.rms(reshape(iq, head, shape.heads(), n), il, "indexer.q_norm"), positions);
        ik = rope(b.rms(reshape(ik, head, 1, n), il, "indexer.k_norm"), positions);
        b.store(cache.keys(il), ik, rows);
        Attention attention = b.attention(inputs, il);
        Qkv stored = attention.stored(q, k, v);
        Tensor out =
                cellOfPlaceAsReal != null ? ofSingleTokens(iq, stored, il, cellOfPlaceAsReal) : ofBatch(iq, stored, il);
        return attention.turnedBack(out);
    }

    private Tensor indexerKeys(int il) {
        Tensor k = cache.keys(il);
        long row = k.type().rowBytes(k.ne0());
        return view4d(k, k.ne0(), 1, cache.cells(), streams, row, row, row * cache.cells(), 0);
    }

    private long chosen() {
        return Math.min(shape.topK(), blocks);
    }

    private Tensor best(Tensor scores) {
        return make(GgmlType.I32, chosen(), scores.ne1(), scores.ne2(), scores.ne3(), Op.TOP_K, scores);
    }

    /** The best score of each block. */
    private Tensor byBlock(Tensor scores) {
        return make(GgmlType.F32, blocks, scores.ne1(), scores.ne2(), scores.ne3(), Op.POOL_2D, scores);
    }

    private static Tensor counted(long to) {
        return make(GgmlType.F32, to, 1, 1, 1, Op.ARANGE);
    }

    private Tensor ofSingleTokens(Tensor iq, Qkv qkv, int il, Tensor cellOfPlaceAsReal) {
        long heads = shape.heads();
        long all = block * chosen();
        Tensor ik = indexerKeys(il);
        Tensor keys = view3d(ik, ik.ne0(), cache.cells(), streams, ik.nb2(), ik.nb3(), 0);
        Tensor byPlace = getRows(keys, cellOfPlace);
        Tensor queries = reshape(iq, iq.ne0(), heads, 1, streams);
        Tensor scores = mulMat(reshape(byPlace, iq.ne0(), places, 1, streams), queries);
        scores = addInPlace(scores, reshape(visible, places, 1, 1, streams));
        Tensor best = best(add(byBlock(scores), reshape(bias, blocks, 1, 1, streams)));
        Tensor first = reshape(scale(cast(best, GgmlType.F32)), 1, chosen(), heads, streams);
        Tensor place = add(repeat(first, block, chosen(), heads, streams), reshape(counted(block), block, 1, 1));
        Tensor placeNumbers = cast(reshape(place, all * heads, streams), GgmlType.I32);
        Tensor cells = getRows(reshape(cellOfPlaceAsReal, 1, places, streams), placeNumbers);
        cells = reshape(cells, block, chosen(), heads, streams);
        Tensor row = add(scale(cells), reshape(counted(heads), 1, 1, heads));
        Tensor rowNumbers = cast(reshape(row, all * heads, streams), GgmlType.I32);
        Tensor k = byHead(qkv.k());
        Tensor v = byHead(qkv.v());
        Tensor seen = reshape(visible, 1, places, streams);
        k = getRows(k, rowNumbers);
        v = getRows(v, rowNumbers);
        seen = getRows(seen, placeNumbers);
        k = inTypeOf(qkv.k(), reshape(k, k.ne0(), all, 1, heads * streams));
        v = inTypeOf(qkv.v(), reshape(v, v.ne0(), all, 1, heads * streams));
        return fused(qkv.q(), k, v, cast(reshape(seen, all, 1, 1, heads * streams), GgmlType.F16));
    }

    private Tensor byHead(Tensor cached) {
        return view3d(cached, cached.ne0(), cached.ne1() * cache.cells(), streams, cached.nb1(), cached.nb3(), 0);
    }

    /** Casts to the type of the cache, to F16 where it is quantized. */
    private static Tensor inTypeOf(Tensor cached, Tensor x) {
        GgmlType type = cached.type().isQuantized() ? GgmlType.F16 : cached.type();
        return x.type() == type ? x : cast(x, type);
    }

    private Tensor ofBatch(Tensor iq, Qkv qkv, int il) {
        Tensor out = ofStream(iq, qkv, il, 0);
        for (int stream = 1; stream < streams; stream++) {
            out = concat(out, ofStream(iq, qkv, il, stream), 1);
        }
        return out;
    }

    private Tensor ofStream(Tensor iq, Qkv qkv, int il, int stream) {
        long heads = shape.heads();
        long n = perStream;
        long start = stream * n;
        Tensor queries = view3d(iq, iq.ne0(), heads, n, iq.nb1(), iq.nb2(), start * iq.nb2());
        Tensor ik = indexerKeys(il);
        Tensor keys = view2d(ik, ik.ne0(), cache.cells(), ik.nb2(), stream * ik.nb3());
        Tensor cells = view1d(cellOfPlace, places, stream * cellOfPlace.nb1());
        Tensor seen = view3d(visible, places, 1, n, visible.nb1(), visible.nb1(), start * visible.nb1());
        Tensor numbers = view1d(
                required(blockOfCell),
                cache.cells(),
                stream * required(blockOfCell).nb1());
        Tensor all = required(mask);
        Tensor masked = view3d(all, all.ne0(), n, 1, all.nb1(), all.nb3(), stream * all.nb3());
        Tensor biased = view3d(bias, blocks, 1, n, bias.nb1(), bias.nb1(), start * bias.nb1());
        Tensor q = qkv.q();
        q = view3d(q, q.ne0(), q.ne1(), n, q.nb1(), q.nb2(), start * q.nb2());
        Tensor k = ofStream(qkv.k(), stream);
        Tensor v = ofStream(qkv.v(), stream);
        Tensor scores = mulMat(getRows(keys, cells), reshape(queries, iq.ne0(), heads * n));
        scores = addInPlace(reshape(scores, places, heads, n), seen);
        Tensor best = best(add(byBlock(scores), biased));
        Tensor hidden = cast(scale(biased), GgmlType.F16);
        hidden = repeat(hidden, blocks, heads, n, 1);
        Tensor zeros = scale(cast(best, GgmlType.F32));
        Tensor shown = setRows(
                reshape(hidden, 1, blocks, heads * n),
                reshape(zeros, 1, chosen(), heads * n),
                reshape(best, chosen(), heads * n));
        shown = cont(permute(reshape(shown, blocks, heads, n), 0, 2, 1, 3));
        Tensor byRow = cont(transpose(reshape(shown, blocks, n * heads)));
        Tensor byCell = cont(transpose(getRows(byRow, numbers)));
        Tensor both = addInPlace(reshape(byCell, cache.cells(), n, heads), masked);
        both = cast(reshape(both, cache.cells(), n, 1, heads), GgmlType.F16);
        return fused(q, permute(k, 0, 3, 1, 2), permute(v, 0, 3, 1, 2), both);
    }

    private static Tensor ofStream(Tensor cached, int stream) {
        return view4d(
                cached,
                cached.ne0(),
                cached.ne1(),
                cached.ne2(),
                1,
                cached.nb1(),
                cached.nb2(),
                cached.nb3(),
                stream * cached.nb3());
    }

    /** Attends with the groups of heads, and the streams of single tokens, as sequences. */
    private static Tensor fused(Tensor q, Tensor k, Tensor v, Tensor mask) {
        long heads = q.ne1();
        long n = q.ne2();
        long sequences = k.ne3();
        // of a batch, the sequences are the groups; of single tokens, groups and streams
        long rows = mask.ne1();
        long perGroup = heads * n / (sequences * rows);
        Tensor queries = permute(reshape(q, q.ne0(), perGroup, sequences, rows), 0, 2, 3, 1);
        Tensor out = flashAttention(queries, k, v, mask, null);
        out = permute(out, 0, 1, 3, 2);
        if (rows > 1 && sequences > 1) {
            out = cont(out);
        }
        return reshape(out, q.ne0() * heads, n);
    }

    private static Tensor required(@Nullable Tensor input) {
        if (input == null) {
            throw new IllegalStateException("an input of batches is missing");
        }
        return input;
    }
}
