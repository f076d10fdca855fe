package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * What a compressor has read and not yet turned into a row: its inputs and their scores, always F32, one plane for each sequence and
 * each snapshot that can be rolled back to.
 *
 * <p>Source: {@code llama_dsv4_comp_state} in {@code src/llama-kv-cache-dsv4.cpp}.
 */
public final class CompressorState {
    private final List<Tensor> tensors = new ArrayList<>();
    private final Map<Integer, Tensor> inputs = new HashMap<>();
    private final Map<Integer, Tensor> scores = new HashMap<>();
    private final long rows;

    /**
     * Lays out the state of these layers.
     *
     * @param kind what its tensors are named after
     * @param width elements of a row
     * @param rows tokens that are kept
     */
    CompressorState(
            String kind,
            HyperParameters hp,
            EffectiveLaunch launch,
            int[] layers,
            long width,
            long rows,
            IntUnaryOperator poolOf) {
        this.rows = rows;
        long planes = Math.multiplyExact((long) launch.sequences(), launch.snapshots());
        for (int il : layers) {
            if (il < hp.nLayer()) {
                inputs.put(il, plane(kind, "kv", il, width, planes, poolOf));
                scores.put(il, plane(kind, "score", il, width, planes, poolOf));
            }
        }
    }

    private Tensor plane(String kind, String part, int il, long width, long planes, IntUnaryOperator poolOf) {
        Tensor made = Tensor.leaf(GgmlType.F32, width, rows, planes, 1)
                .asCache("dsv4_" + kind + "_state_" + part + "_l" + il, poolOf.applyAsInt(il), null);
        tensors.add(made);
        return made;
    }

    /** Returns the tokens that are kept of one sequence. */
    public long rows() {
        return rows;
    }

    /** Returns the kept inputs of a layer [width, rows, planes]. */
    public Tensor inputs(int il) {
        return Objects.requireNonNull(inputs.get(il));
    }

    /** Returns their scores. */
    public Tensor scores(int il) {
        return Objects.requireNonNull(scores.get(il));
    }

    List<Tensor> tensors() {
        return List.copyOf(tensors);
    }
}
