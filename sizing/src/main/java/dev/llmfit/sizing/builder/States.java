package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.scaleInPlace;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.Tensor;

/**
 * Reading and writing recurrent states.
 *
 * <p>Source: {@code llm_graph_context::build_rs} in {@code src/llama-graph.cpp}.
 */
public final class States {
    private static final int F32 = Float.BYTES;

    /** Computes a result from all rows of a store and the numbers of the rows to use. */
    @FunctionalInterface
    public interface Scan {
        /** Returns the result. */
        Tensor over(Tensor rows, Tensor ids);
    }

    private final GraphBuilder b;

    States(GraphBuilder b) {
        this.b = b;
    }

    /** Makes the inputs that name rows. */
    public StateInput inputs() {
        int rows = b.memory().state().rows();
        Tensor ids = b.input("s_copy", GgmlType.I32, rows);
        Tensor main = view1d(ids, b.batch().sequences(), 0);
        Tensor extra = view1d(ids, rows - 1L, F32);
        return new StateInput(ids, main, extra);
    }

    /** Clears one row, gathers the rows of this batch and puts the others back. Returns [size, sequences]. */
    public Tensor read(Tensor store, StateInput input) {
        Tensor states = cleared(store);
        Tensor gathered = getRows(states, input.all());
        Tensor out = view2d(gathered, store.ne0(), b.batch().sequences(), gathered.nb1(), 0);
        b.expand(out);
        putBack(store, gathered, b.batch().sequences());
        return out;
    }

    /** As {@link #read}, but an operation reads the rows of this batch itself. */
    public Tensor scan(Tensor store, StateInput input, Scan scan) {
        Tensor states = cleared(store);
        Tensor gathered = getRows(states, input.extra());
        Tensor out = scan.over(states, input.main());
        b.expand(out);
        putBack(store, gathered, b.batch().sequences() - 1L);
        return out;
    }

    private Tensor cleared(Tensor store) {
        Tensor states = reshape(store, store.ne0(), store.ne1());
        b.expand(scaleInPlace(view1d(states, store.ne0(), 0)));
        return states;
    }

    private void putBack(Tensor store, Tensor gathered, long firstGathered) {
        long size = store.ne0();
        long sequences = b.batch().sequences();
        long others = b.memory().state().rows() - sequences;
        Tensor extra = view2d(gathered, size, others, gathered.nb1(), firstGathered * gathered.nb1());
        b.expand(cpy(extra, view2d(store, size, others, store.nb1(), sequences * store.nb1())));
    }

    /**
     * Puts the kept columns before the new ones and stores the last ones for the next batch, once per snapshot.
     *
     * @param x [channels, tokens, sequences]
     * @return [kernel - 1 + tokens, channels, sequences]
     */
    public Tensor rolled(Tensor store, StateInput input, Tensor x, long keep, long channels) {
        return rolled(store, input, x, keep, channels, false);
    }

    /** As {@link #rolled(Tensor, StateInput, Tensor, long, long)}; the last columns are made contiguous before they are stored. */
    public Tensor rolledByCopy(Tensor store, StateInput input, Tensor x, long keep, long channels) {
        return rolled(store, input, x, keep, channels, true);
    }

    private Tensor rolled(Tensor store, StateInput input, Tensor x, long keep, long channels, boolean copied) {
        long sequences = b.batch().sequences();
        Tensor old = reshape(read(store, input), keep, channels, sequences);
        Tensor both = concat(old, transpose(x), 0);
        int snapshots = b.launch().snapshots();
        for (int t = 1; t <= snapshots; t++) {
            long column = Math.max(0, both.ne0() - keep - snapshots + t);
            Tensor last = view3d(both, keep, channels, sequences, both.nb1(), both.nb2(), column * F32);
            long row = (long) (snapshots - t) * b.memory().state().rows();
            last = copied ? cont(last) : last;
            b.expand(cpy(last, view2d(store, keep * channels, sequences, store.nb1(), row * store.nb1())));
        }
        return both;
    }
}
