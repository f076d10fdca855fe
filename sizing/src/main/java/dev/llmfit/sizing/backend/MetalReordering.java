package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.graph.Tensor;
import java.util.Arrays;

/** Moves runs of nodes forward to others they can run beside. */
final class MetalReordering {
    /**
     * Runs that are looked at behind one, in {@code ggml_metal_graph_optimize_reorder} of {@code
     * ggml-metal-common.cpp}.
     */
    private static final int LOOK_AHEAD = 64;

    private final Tensor[] nodes;
    private final int[] starts;
    private final int runs;
    private final boolean[] used;
    private final Tensor[] order;
    private int ordered;
    /** Numbered places; the number of a place is its index. */
    private Tensor[] places = new Tensor[256];

    private int placeCount;
    private final int[][] reads;
    private final int[][] writes;
    private final Ranges active = new Ranges();
    private final Ranges waiting = new Ranges();

    MetalReordering(Tensor[] nodes, int[] starts, int runs) {
        this.nodes = nodes;
        this.starts = starts;
        this.runs = runs;
        this.used = new boolean[runs];
        this.order = new Tensor[nodes.length];
        this.reads = new int[runs][];
        this.writes = new int[runs][];
        for (int r = 0; r < runs; r++) {
            reads[r] = placesRead(r);
            writes[r] = placesWritten(r);
        }
        active.grow(placeCount);
        waiting.grow(placeCount);
    }

    private int[] placesRead(int run) {
        int capacity = 0;
        for (int i = starts[run]; i < starts[run + 1]; i++) {
            capacity += nodes[i].sources();
        }
        int[] found = new int[capacity];
        int count = 0;
        for (int i = starts[run]; i < starts[run + 1]; i++) {
            Tensor t = nodes[i];
            for (int s = 0; s < t.sources(); s++) {
                if (!isMember(t.source(s), run)) {
                    found[count++] = number(t.source(s).place());
                }
            }
        }
        return count == capacity ? found : Arrays.copyOf(found, count);
    }

    private int[] placesWritten(int run) {
        int[] found = new int[starts[run + 1] - starts[run]];
        for (int i = 0; i < found.length; i++) {
            found[i] = number(nodes[starts[run] + i].place());
        }
        return found;
    }

    private boolean isMember(Tensor t, int run) {
        for (int i = starts[run]; i < starts[run + 1]; i++) {
            if (nodes[i] == t) {
                return true;
            }
        }
        return false;
    }

    private int number(Tensor place) {
        int known = place.number();
        if (known < placeCount && places[known] == place) {
            return known;
        }
        if (placeCount == places.length) {
            places = Arrays.copyOf(places, placeCount * 2);
        }
        places[placeCount] = place;
        place.number(placeCount);
        return placeCount++;
    }

    Tensor[] order() {
        for (int i = 0; i < runs; i++) {
            if (used[i]) {
                continue;
            }
            boolean empty = nodes[starts[i]].op().isEmpty();
            if (!empty && !active.isFreeFor(reads[i], writes[i])) {
                waiting.clear();
                waiting.add(reads[i], writes[i]);
                moveIndependentRuns(i);
                active.clear();
            }
            active.add(reads[i], writes[i]);
            emit(i);
        }
        return order;
    }

    /** Emits the runs behind run {@code i} that conflict neither with the active ones nor with those that wait. */
    private void moveIndependentRuns(int i) {
        int end = Math.min(i + LOOK_AHEAD, runs);
        for (int k = i + 1; k < end; k++) {
            if (used[k]) {
                continue;
            }
            if (!MetalOrder.isMovable(nodes[starts[k]].op())) {
                break;
            }
            boolean empty = nodes[starts[k]].op().isEmpty();
            if ((empty || active.isFreeFor(reads[k], writes[k])) && waiting.isFreeFor(reads[k], writes[k])) {
                active.add(reads[k], writes[k]);
                emit(k);
                used[k] = true;
            } else {
                waiting.add(reads[k], writes[k]);
            }
        }
    }

    private void emit(int run) {
        int count = starts[run + 1] - starts[run];
        System.arraycopy(nodes, starts[run], order, ordered, count);
        ordered += count;
    }

    /** Places read and written by a set of runs. */
    private static final class Ranges {
        private int[] readAt = {};
        private int[] writtenAt = {};
        private int epoch = 1;

        void grow(int places) {
            readAt = new int[places];
            writtenAt = new int[places];
        }

        void clear() {
            epoch++;
        }

        void add(int[] reads, int[] writes) {
            for (int place : reads) {
                readAt[place] = epoch;
            }
            for (int place : writes) {
                writtenAt[place] = epoch;
            }
        }

        boolean isFreeFor(int[] reads, int[] writes) {
            for (int place : reads) {
                if (writtenAt[place] == epoch) {
                    return false;
                }
            }
            for (int place : writes) {
                if (readAt[place] == epoch || writtenAt[place] == epoch) {
                    return false;
                }
            }
            return true;
        }
    }
}
