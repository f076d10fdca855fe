package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.sub;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.SparseIndexer;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses blocks of cells for each token by one pooled key for each block; the sparse attention of qwen4exp.
 *
 * <p>Source: {@code build_inp_kpool} and {@code build_qsa_sel} in {@code src/models/qwen4exp.cpp}, sizes of a full context in {@code
 * src/llama-memory-hybrid-idx.cpp}.
 */
final class PooledIndexer {
    /** The number of pools is rounded up to a multiple, the last one unused ({@code kpool_pad}). */
    private static final long PADDED = 64;

    /** Positions of a pool: as many as of an image's patch ({@code new_pool_pos}). */
    private static final int POSITIONS = 4;

    private final GraphBuilder b;
    private final SparseIndexer shape;
    private final AttentionCache cache;
    private final int block;
    private final long pools;
    private final long fresh;
    private final Tensor rows;
    private final Tensor poolCells;
    private final Tensor poolMembers;
    private final Tensor poolMask;
    private final Tensor tail;
    private final Tensor freshMembers;
    private final @Nullable Tensor freshMembersInRow;
    private final Tensor freshRows;
    private final Tensor freshPositions;

    PooledIndexer(GraphBuilder b) {
        this.b = b;
        HyperParameters hp = b.hp();
        this.shape = hp.requiredIndexer();
        this.cache = b.memory().indexer();
        this.block = IntStream.range(0, hp.nLayer())
                .map(il -> hp.compressRatio(il).orElse(0))
                .max()
                .orElse(0);
        long most = cache.cells() / Math.max(1, block) * b.launch().sequences();
        this.pools = Math.max(PADDED, Math.ceilDiv(most + 1, PADDED) * PADDED);
        this.fresh = Math.max(1, most);
        long n = b.tokens();
        this.rows = b.input("idx_k_idxs", GgmlType.I64, n);
        this.poolCells = expanded(b.input("pool_cells", GgmlType.I32, pools));
        this.poolMembers = expanded(b.input("pool_idxs", GgmlType.I32, block, pools));
        this.poolMask = expanded(b.input("pool_mask", GgmlType.F16, pools, n));
        this.tail = expanded(b.input("tail_idxs", GgmlType.I32, block - 1L, n));
        this.freshMembers = b.input("new_pool_idxs", GgmlType.I32, block, fresh);
        // each view of an input is copied to a device by itself
        boolean shares = b.launch().build().has(EngineSwitch.SHORTENS_DELTA_LAYERS);
        this.freshMembersInRow = shares ? reshape(freshMembers, block * fresh, 1) : null;
        this.freshRows = b.input("new_pool_rep", GgmlType.I64, fresh);
        this.freshPositions = b.input("new_pool_pos", GgmlType.I32, POSITIONS * fresh);
    }

    private Tensor expanded(Tensor input) {
        b.expand(input);
        return input;
    }

    /**
     * Returns the mask that shows the chosen cells of a layer alone.
     *
     * @param x input of the layer's attention
     * @param visible the mask of its cache
     */
    Tensor mask(Tensor x, int il, Tensor visible, Tensor positions) {
        Tensor pooled = pooledKeys(x, il);
        long n = b.tokens();
        Tensor q = b.rms(reshape(b.lin(x, il, "indexer.q_proj"), shape.head(), shape.heads(), n), il, "indexer.q_norm");
        q = rope(q, positions);
        Tensor weights = fill(Tensor.leaf(GgmlType.F32, shape.heads(), n, 1, 1));
        Tensor score = IndexerScores.of(q, pooled, weights, poolMask);
        long top = Math.min(pools, shape.topK() / block);
        Tensor best = make(GgmlType.I32, top, n, 1, 1, Op.TOP_K, score);
        if (b.fuses(FusedOp.CHOSEN_CELLS)) {
            return ChosenCells.mask(b, cache, il, best, score, poolMembers, tail);
        }
        Tensor cells = getRows(poolMembers, reshape(best, top * n, 1));
        cells = concat(reshape(cells, block * top, n), tail, 0);
        b.expand(cells);
        return shown(cells, live(score, best), visible);
    }

    /** Stores the raw keys, pools those of full blocks and returns all pooled keys. */
    private Tensor pooledKeys(Tensor x, int il) {
        long n = b.tokens();
        long head = shape.head();
        Tensor raw = b.lin(x, il, "indexer.k_proj");
        Tensor none = fill(Tensor.leaf(GgmlType.F32, head, n, 1, 1));
        Tensor packed = reshape(concat(raw, none, 0), 2 * head, 1, n);
        Tensor keys = cache.keys(il);
        b.store(keys, packed, rows);
        long all = keys.ne1() * keys.ne2();
        Tensor rawKeys = view2d(keys, head, all, keys.nb1(), 0);
        Tensor pooledKeys = view2d(keys, head, all, keys.nb1(), keys.type().rowBytes(head));
        Tensor inRow = freshMembersInRow != null ? freshMembersInRow : reshape(freshMembers, block * fresh, 1);
        Tensor members = reshape(getRows(rawKeys, inRow), head, block, fresh);
        Tensor sum = cont(view2d(members, head, fresh, members.nb2(), 0));
        for (int i = 1; i < block; i++) {
            sum = add(sum, view2d(members, head, fresh, members.nb2(), i * members.nb1()));
        }
        Tensor normed = b.rms(scale(sum), il, "indexer.k_norm");
        Tensor rotated = reshape(rope(reshape(normed, head, 1, fresh), freshPositions), head, fresh);
        b.expand(setRows(pooledKeys, rotated, freshRows));
        return reshape(getRows(pooledKeys, poolCells), head, 1, pools);
    }

    /** Tells which of the chosen cells are there: 1, else 0. */
    private Tensor live(Tensor score, Tensor best) {
        long n = b.tokens();
        long top = best.ne0();
        Tensor scores = getRows(reshape(score, 1, pools, n), best);
        Tensor chosen = repeat(clamp(scale(scores)), block, top, n, 1);
        Tensor last = clamp(scale(cast(tail, GgmlType.F32)));
        return concat(reshape(chosen, block * top, n), last, 0);
    }

    private Tensor shown(Tensor cells, Tensor live, Tensor visible) {
        long n = b.tokens();
        long chosen = cells.ne0();
        long all = cache.cells() + chosen;
        boolean alone = b.launch().build().has(EngineSwitch.DROPS_MASK_OF_CACHE);
        GgmlType type = alone ? ChosenCells.type(b) : visible.type();
        Tensor hidden = repeat(fill(Tensor.leaf(type, all, 1, 1, 1)), all, n, 1, 1);
        hidden = reshape(hidden, 1, all, n);
        Tensor zeros = repeat(fill(Tensor.leaf(type, chosen, 1, 1, 1)), chosen, n, 1, 1);
        zeros = reshape(zeros, 1, chosen, n);
        Tensor counted = fill(live);
        Tensor spare = scale(make(GgmlType.F32, counted.ne0(), counted.ne1(), 1, 1, Op.CUMSUM, counted));
        Tensor numbers = cast(cells, GgmlType.F32);
        numbers = cast(add(mul(sub(numbers, spare), live), spare), GgmlType.I32);
        Tensor mask = setRows(hidden, zeros, reshape(numbers, chosen, n, 1));
        long row = mask.nb2();
        if (alone) {
            return ChosenCells.byStream(cont(view2d(mask, cache.cells(), n, row, 0)), cache);
        }
        Tensor seen = view4d(
                mask,
                cache.cells(),
                visible.ne1(),
                visible.ne2(),
                visible.ne3(),
                row,
                row * visible.ne1(),
                row * visible.ne1() * visible.ne2(),
                0);
        Tensor both = add(seen, visible);
        return reshape(both, both.ne0(), both.ne1(), both.ne2(), both.ne3());
    }
}
