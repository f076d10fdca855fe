package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HashedNGrams;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence;
import dev.llmfit.sizing.graph.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rolling (convolution) and state-space rows of recurrent layers, one row per sequence and snapshot, always F32.
 *
 * <p>Source: {@code llama_memory_recurrent} in {@code src/llama-memory-recurrent.cpp}.
 */
public final class RecurrentState {
    private final int rows;
    private final @Nullable Tensor[] rolling;
    private final @Nullable Tensor[] states;
    private final @Nullable Tensor[] histories;

    RecurrentState(HyperParameters hp, int rows, int snapshots, int[] layers, IntUnaryOperator poolOf) {
        this.rows = rows;
        long all = Math.multiplyExact((long) rows, snapshots);
        long rollingState = hp.recurrence().map(Recurrence::rollingState).orElse(0L);
        long state = hp.recurrence().map(Recurrence::state).orElse(0L);
        Optional<HashedNGrams> history = hp.hashedNGrams().filter(h -> h.state() > 0);
        this.rolling = new Tensor[hp.nLayerAll()];
        this.states = new Tensor[hp.nLayerAll()];
        this.histories = new Tensor[hp.nLayerAll()];
        for (int il : layers) {
            int pool = poolOf.applyAsInt(il);
            rolling[il] = Tensor.leaf(GgmlType.F32, rollingState, all, 1, 1).asCache("cache_r_l" + il, pool, null);
            states[il] = Tensor.leaf(GgmlType.F32, state, all, 1, 1).asCache("cache_s_l" + il, pool, null);
            if (history.filter(h -> h.layers().contains(il)).isPresent()) {
                histories[il] = Tensor.leaf(GgmlType.F32, history.get().state(), all, 1, 1)
                        .asCache("cache_ple_r_l" + il, pool, null);
            }
        }
    }

    /** Returns the rows of each store that hold current states; snapshots for rolling back lie behind them. */
    public int rows() {
        return rows;
    }

    /** Returns the rolling store of a layer. */
    public Tensor rolling(int il) {
        return present(rolling[il], il);
    }

    /** Returns the state store of a layer. */
    public Tensor states(int il) {
        return present(states[il], il);
    }

    /** Returns the store of a layer's history of hashed n-grams. */
    public Tensor history(int il) {
        return present(histories[il], il);
    }

    private static Tensor present(@Nullable Tensor t, int il) {
        if (t == null) {
            throw new IllegalStateException("layer " + il + " has no recurrent state");
        }
        return t;
    }

    /** Returns all that a layer keeps: its rolling store, its state, its history of hashed n-grams. */
    List<Tensor> kept(int il) {
        return Stream.of(rolling[il], states[il], histories[il])
                .filter(Objects::nonNull)
                .toList();
    }
}
