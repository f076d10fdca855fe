package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.sub;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static java.util.Objects.requireNonNull;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.SparseIndexer;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.builder.FusedOp;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the cells that a layer sees: pools of consecutive tokens are scored by one key each, the best of them and the newest tokens
 * remain visible.
 *
 * <p>Source: {@code build_inp_kpool} and {@code build_kpool_select} in {@code src/models/glm5-next.cpp}, {@code
 * llama_memory_hybrid_idx_context} in {@code src/llama-memory-hybrid-idx.cpp}.
 */
final class GatedPoolIndexer {
    /** Up to so many tokens of a batch the chosen cells are gathered ({@code max_ub} in {@code build_inp_kpool}). */
    private static final int GATHERED_TOKENS = 16;

    /** Pools are padded to a multiple of this ({@code kpool_pad}). */
    private static final int POOLS_PAD = 64;

    private final GraphBuilder b;
    private final SparseIndexer shape;
    private final AttentionCache cache;
    private final long n;
    private final long pool;
    private final long pools;
    private final long newPools;
    private final long best;
    private final boolean tail;
    private final long slots;
    private final Tensor keyRows;
    private final Tensor poolCells;
    private final Tensor poolMembers;
    private final Tensor poolMask;
    private final Tensor tailCells;
    private final @Nullable Tensor slotMask;
    private final boolean alone;
    private final boolean fused;
    private final Tensor newMembers;
    private final Tensor newCells;

    GatedPoolIndexer(GraphBuilder b) {
        this.b = b;
        this.shape = b.hp().requiredIndexer();
        this.cache = b.memory().indexer();
        this.n = b.tokens();
        this.pool = shape.pool();
        long most = cache.cells() / pool * b.launch().sequences();
        this.pools = Math.ceilDiv(most + 1, POOLS_PAD) * POOLS_PAD;
        this.newPools = Math.max(most, 1);
        this.best = Math.min(pools, shape.topK() / pool);
        this.tail = b.hp().has(GraphVariant.CHOOSES_TAIL);
        this.slots = pool * best + (tail ? pool - 1 : 0);
        this.keyRows = b.input("idx_k_idxs", GgmlType.I64, n);
        this.poolCells = expanded(b.input("pool_cells", GgmlType.I32, pools));
        this.poolMembers = expanded(b.input("pool_idxs", GgmlType.I32, pool, pools));
        this.poolMask = expanded(b.input("pool_mask", GgmlType.F16, pools, n));
        this.tailCells = expanded(b.input("tail_idxs", GgmlType.I32, pool - 1, n));
        this.alone = b.launch().build().has(EngineSwitch.DROPS_MASK_OF_CACHE);
        this.fused = alone && b.fuses(FusedOp.CHOSEN_CELLS);
        this.slotMask = fused ? null : expanded(b.input("sel_mask", GgmlType.F32, slots, 1, 1, n));
        // each view of an input is copied to a device by itself
        this.newMembers = alone
                ? b.input("new_pool_idxs", GgmlType.I32, pool * newPools)
                : b.input("new_pool_idxs", GgmlType.I32, pool, newPools);
        this.newCells = b.input("new_pool_rep", GgmlType.I64, newPools);
    }

    private Tensor expanded(Tensor input) {
        b.expand(input);
        return input;
    }

    /** Returns whether the chosen cells are gathered, not shown by a mask. */
    boolean gathers() {
        return !alone && b.launch().nUbatch() <= GATHERED_TOKENS && b.launch().nCtx() > shape.topK() + pool - 1;
    }

    /** Returns the mask of the chosen cells [slots, 1, 1, tokens]. */
    Tensor slotMask() {
        return requireNonNull(slotMask);
    }

    /**
     * Returns the chosen cells of each token: their numbers where they are gathered, else a mask over all cells.
     *
     * @param visible mask of the cells that a token may see
     */
    Tensor choose(Tensor compressedQueries, Tensor x, int il, Tensor visible) {
        long head = shape.head();
        Tensor queries =
                reshape(mulMat(b.requiredWeight(il, "indexer.attn_q_b"), compressedQueries), head, shape.heads(), n);
        Tensor pooled = pooledKeys(x, il, head);
        Tensor weights = scale(mulMat(b.requiredWeight(il, "indexer.proj"), x));
        Tensor score = IndexerScores.of(queries, pooled, weights, poolMask);
        Tensor top = make(GgmlType.I32, best, n, 1, 1, Op.TOP_K, score);
        if (fused) {
            return tail
                    ? ChosenCells.mask(b, cache, il, top, score, poolMembers, tailCells)
                    : ChosenCells.mask(b, cache, il, top, score, poolMembers);
        }
        Tensor chosen = getRows(poolMembers, reshape(bestFirst(top, score), best * n, 1));
        chosen = reshape(chosen, pool * best, n);
        if (tail) {
            chosen = concat(chosen, tailCells, 0);
        }
        return gathers() ? chosen : shown(chosen, visible);
    }

    /** Stores the keys of the batch, pools those that make a whole pool, and returns the pooled keys of all pools. */
    private Tensor pooledKeys(Tensor x, int il, long head) {
        Tensor key = b.norm(Norm.LAYER, mulMat(b.requiredWeight(il, "indexer.attn_k"), x), il, "indexer.k_norm");
        Tensor gate = mulMat(b.requiredWeight(il, "indexer_compressor_gate"), x);
        Tensor none = fill(Tensor.leaf(GgmlType.F32, head, n, 1, 1));
        Tensor row = reshape(concat(concat(key, gate, 0), none, 0), 3 * head, 1, n);
        Tensor store = cache.keys(il);
        b.store(store, row, keyRows);
        long cells = store.ne1() * store.ne2();
        Tensor keysAndGates = view2d(store, 2 * head, cells, store.nb1(), 0);
        Tensor pooled = view2d(store, head, cells, store.nb1(), store.type().rowBytes(2 * head));
        Tensor members = reshape(
                getRows(keysAndGates, alone ? newMembers : reshape(newMembers, pool * newPools, 1)),
                2 * head,
                pool,
                newPools);
        Tensor keys = view3d(members, head, pool, newPools, members.nb1(), members.nb2(), 0);
        Tensor gates = view3d(
                members,
                head,
                pool,
                newPools,
                members.nb1(),
                members.nb2(),
                members.type().rowBytes(head));
        Tensor logits = cont(permute(add(gates, b.requiredWeight(il, "indexer_compressor_ape")), 1, 0, 2, 3));
        Tensor shares = reshape(softMax(reshape(logits, pool, head * newPools)), pool, head, newPools);
        Tensor fresh = sumRows(mul(shares, cont(permute(keys, 1, 0, 2, 3))));
        b.expand(setRows(pooled, reshape(fresh, head, newPools), newCells));
        return reshape(getRows(pooled, poolCells), head, 1, pools);
    }

    /** The numbers of the best pools, best first [pools, tokens]. */
    private Tensor bestFirst(Tensor top, Tensor score) {
        Tensor scores = getRows(reshape(score, 1, pools, n), top);
        Tensor order = make(GgmlType.I32, best, n, 1, 1, Op.ARGSORT, reshape(scores, best, n));
        Tensor sorted = getRows(reshape(cast(top, GgmlType.F32), 1, best, n), order);
        return cast(cont(reshape(sorted, best, n)), GgmlType.I32);
    }

    /** A mask that shows the chosen cells among the visible ones; a slot without a cell writes behind the last one. */
    private Tensor shown(Tensor chosen, Tensor visible) {
        b.expand(chosen);
        long cells = cache.cells();
        long width = cells + slots;
        GgmlType type = alone ? ChosenCells.type(b) : visible.type();
        Tensor hidden = repeat(fill(Tensor.leaf(type, width, 1, 1, 1)), width, n, 1, 1);
        hidden = reshape(hidden, 1, width, n);
        Tensor zeros = repeat(fill(Tensor.leaf(type, slots, 1, 1, 1)), slots, n, 1, 1);
        zeros = reshape(zeros, 1, slots, n);
        Tensor live = alone
                ? reshape(unary(slotMask(), Activation.EXP), slots, n)
                : unary(reshape(slotMask(), slots, n), Activation.EXP);
        Tensor behind = make(GgmlType.F32, slots, 1, 1, 1, Op.ARANGE);
        Tensor numbers = add(mul(sub(cast(chosen, GgmlType.F32), behind), live), behind);
        Tensor shown = setRows(hidden, zeros, reshape(cast(numbers, GgmlType.I32), slots, n, 1));
        shown = view2d(shown, cells, n, shown.nb2(), 0);
        return alone ? ChosenCells.byStream(cont(shown), cache) : add(shown, reshape(visible, cells, n));
    }
}
