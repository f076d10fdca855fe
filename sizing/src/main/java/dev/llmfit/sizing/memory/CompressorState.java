package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What a compressor has read and not yet turned into a row: its inputs and their scores, always F32, one plane for each sequence and
 * each snapshot that can be rolled back to.
 *
 * <p>Source: {@code llama_dsv4_comp_state} in {@code src/llama-kv-cache-dsv4.cpp}.
 */
final class CompressorState {
    private final List<Tensor> tensors = new ArrayList<>();

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
        long planes = Math.multiplyExact((long) launch.sequences(), launch.snapshots());
        for (int il : layers) {
            if (il < hp.nLayer()) {
                for (String part : List.of("kv", "score")) {
                    tensors.add(Tensor.leaf(GgmlType.F32, width, rows, planes, 1)
                            .asCache("dsv4_" + kind + "_state_" + part + "_l" + il, poolOf.applyAsInt(il), null));
                }
            }
        }
    }

    List<Tensor> tensors() {
        return List.copyOf(tensors);
    }
}
