package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.rotated;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view2d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.AttentionCache;
import dev.llmfit.sizing.memory.CompressorState;
import org.jspecify.annotations.Nullable;

/**
 * Makes one cached row of several tokens: a weighted sum of their projections, by element. What makes no whole row yet is kept.
 *
 * <p>Source: {@code dsv4_build_comp_inputs} in {@code src/llama-graph.cpp}, {@code dsv4_build_reserve_comp_plan} in {@code
 * src/llama-kv-cache-dsv4.cpp}, {@code build_attention_impl} in {@code src/models/deepseek4.cpp}.
 */
final class KeyCompressor {
    private final GraphBuilder b;
    private final String weights;
    private final AttentionCache cache;
    private final CompressorState state;
    private final long ratio;
    private final boolean overlaps;
    private final long width;
    private final long blocks;
    private final Tensor positions;
    private final Tensor persistFrom;
    private final Tensor persistTo;
    private final @Nullable Tensor restoreFrom;
    private final @Nullable Tensor restoreTo;
    private final @Nullable Tensor snapshotFrom;
    private final @Nullable Tensor snapshotTo;
    private final Tensor read;
    private final Tensor written;
    private final Tensor rowPositions;
    private final Tensor mask;
    private final @Nullable Tensor rotation;

    /**
     * Makes the inputs.
     *
     * @param weights what its weights are named after
     * @param ratio tokens of a row
     * @param overlaps whether a row also reads the tokens of the one before
     * @param width elements of a row
     * @param halfMask whether its mask is F16
     */
    KeyCompressor(
            GraphBuilder b,
            String weights,
            AttentionCache cache,
            CompressorState state,
            long ratio,
            boolean overlaps,
            long width,
            boolean halfMask) {
        this.b = b;
        this.weights = weights;
        this.cache = cache;
        this.state = state;
        this.ratio = ratio;
        this.overlaps = overlaps;
        this.width = width;
        long n = b.tokens();
        long kept = state.rows() * cache.streams();
        long drafted = b.launch().snapshots() - 1L;
        this.blocks = n / ratio + b.batch().sequences();
        this.positions = numbers("state_pos", n);
        this.persistFrom = numbers("state_persist_src_idxs", Math.min(n, kept));
        this.persistTo = numbers("state_persist_dst_idxs", Math.min(n, kept));
        this.restoreFrom = drafted > 0 ? numbers("state_restore_src_idxs", kept) : null;
        this.restoreTo = drafted > 0 ? numbers("state_restore_dst_idxs", kept) : null;
        this.snapshotFrom = drafted > 0 ? numbers("state_snapshot_src_idxs", drafted * kept) : null;
        this.snapshotTo = drafted > 0 ? numbers("state_snapshot_dst_idxs", drafted * kept) : null;
        this.read = numbers("state_read_idxs", (overlaps ? 2 : 1) * ratio * blocks);
        this.written = b.input("state_write_idxs", GgmlType.I64, blocks);
        this.rowPositions = numbers("state_write_pos", blocks);
        GgmlType type = halfMask ? GgmlType.F16 : GgmlType.F32;
        this.mask = b.input("kq_mask", type, cache.cells(), n / cache.streams(), 1, cache.streams());
        this.rotation = b.rotation(cache.rotationK());
    }

    private Tensor numbers(String name, long count) {
        return b.input(name, GgmlType.I32, count);
    }

    /** Returns the mask of its rows [rows, tokens, 1, streams]. */
    Tensor mask() {
        return mask;
    }

    /** Returns what rotates its rows, or null. */
    @Nullable
    Tensor rotation(int il) {
        return rotation != null ? rotation : cache.keyRotation(il);
    }

    /** The projected tokens and their scores. */
    record Projected(Tensor values, Tensor scores) {}

    /** Projects the tokens of the batch. */
    Projected project(Tensor x, int il) {
        Tensor values = b.lin(x, il, weights + "_kv");
        Tensor scores = b.lin(x, il, weights + "_gate");
        return new Projected(values, add(scores, getRows(b.requiredWeight(il, weights + "_ape"), positions)));
    }

    /** Writes the rows that are whole and keeps the tokens of the others. */
    void write(Projected projected, int il) {
        Tensor allValues = restored(state.inputs(il));
        Tensor allScores = restored(state.scores(il));
        long kept = state.rows() * cache.streams();
        Tensor values = view2d(allValues, allValues.ne0(), kept, allValues.nb1(), 0);
        Tensor scores = view2d(allScores, allScores.ne0(), kept, allScores.nb1(), 0);
        Tensor valueSource = concat(values, projected.values(), 1);
        Tensor scoreSource = concat(scores, projected.scores(), 1);
        Tensor rows = overlaps ? overlapping(valueSource, scoreSource) : plain(valueSource, scoreSource);
        rows = cont(permute(sumRows(rows), 1, 0, 2, 3));
        rows = rope(b.rms(rows, il, weights + "_norm"), rowPositions);
        rows = rotated(rows, rotation(il));
        b.store(cache.keys(il), rows, written);
        if (snapshotFrom != null && snapshotTo != null) {
            Tensor all = concat(allValues, projected.values(), 1);
            Tensor allScored = concat(allScores, projected.scores(), 1);
            Tensor keptValues = setRows(every(state.inputs(il)), getRows(all, snapshotFrom), snapshotTo);
            Tensor keptScores = setRows(every(state.scores(il)), getRows(allScored, snapshotFrom), snapshotTo);
            b.expand(keptValues);
            b.expand(keptScores);
        }
        Tensor newValues = getRows(projected.values(), persistFrom);
        Tensor newScores = getRows(projected.scores(), persistFrom);
        Tensor persistedValues = setRows(every(state.inputs(il)), newValues, persistTo);
        Tensor persistedScores = setRows(every(state.scores(il)), newScores, persistTo);
        b.expand(persistedValues);
        b.expand(persistedScores);
    }

    private static Tensor every(Tensor kept) {
        return view2d(kept, kept.ne0(), kept.ne1() * kept.ne2(), kept.nb1(), 0);
    }

    private Tensor restored(Tensor kept) {
        Tensor all = every(kept);
        return restoreFrom == null || restoreTo == null
                ? all
                : setRows(every(kept), getRows(all, restoreFrom), restoreTo);
    }

    /** Weighs the elements of the tokens of each row. */
    private Tensor plain(Tensor values, Tensor scores) {
        return weighed(
                reshape(getRows(values, read), width, ratio, blocks),
                reshape(getRows(scores, read), width, ratio, blocks));
    }

    private static Tensor weighed(Tensor values, Tensor scores) {
        Tensor byToken = cont(permute(values, 1, 0, 2, 3));
        return mul(byToken, softMax(cont(permute(scores, 1, 0, 2, 3))));
    }

    /** As {@link #plain}, with the tokens of the row before by the first half of their elements. */
    private Tensor overlapping(Tensor values, Tensor scores) {
        Tensor valueRows = getRows(withZeros(values), read);
        Tensor scoreRows = getRows(withZeros(scores), read);
        return weighed(halves(valueRows), halves(scoreRows));
    }

    private Tensor halves(Tensor rows) {
        long count = ratio * blocks;
        long half = rows.type().rowBytes(width);
        Tensor before = cont(view2d(rows, width, count, rows.nb1(), 0));
        Tensor own = cont(view2d(rows, width, count, rows.nb1(), count * rows.nb1() + half));
        return concat(reshape(before, width, ratio, blocks), reshape(own, width, ratio, blocks), 1);
    }

    private static Tensor withZeros(Tensor rows) {
        Tensor zeros = scale(view1d(rows, rows.ne0(), 0));
        return concat(rows, reshape(zeros, rows.ne0(), 1), 1);
    }
}
