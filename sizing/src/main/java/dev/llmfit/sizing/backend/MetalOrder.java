package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/**
 * Metal: keeps the operands of fusable runs alive, packs the runs, and moves independent ones together.
 *
 * <p>Source: {@code ggml_metal_graph_optimize} in {@code ggml-metal-common.cpp} of llama.cpp b11434. All keys and values of
 * one cache on a device count as overlapping.
 */
final class MetalOrder implements NodeOrder {
    @Override
    public Tensor[] apply(Tensor[] nodes, KeepAlive keep) {
        keepOperands(nodes, keep);
        int[] starts = new int[nodes.length + 1];
        int runs = 0;
        int i = 0;
        while (i < nodes.length) {
            starts[runs++] = i;
            i += MetalRuns.length(nodes, i);
        }
        starts[runs] = nodes.length;
        return new MetalReordering(nodes, starts, runs).order();
    }

    private static void keepOperands(Tensor[] nodes, KeepAlive keep) {
        int i = 0;
        while (i < nodes.length) {
            int longest = Math.max(1, MetalRuns.longestLike(nodes, i));
            if (longest > 1) {
                Patterns.keepOperands(nodes, i, longest, nodes[i + longest - 1], keep);
            }
            i += longest;
        }
    }

    /** Whether runs that start with this operation may move forward. */
    static boolean isMovable(Op op) {
        return switch (op) {
            case MUL_MAT,
                    MUL_MAT_ID,
                    ROPE,
                    NORM,
                    RMS_NORM,
                    GROUP_NORM,
                    L2_NORM,
                    TRI,
                    SUM_ROWS,
                    SSM_CONV,
                    SSM_SCAN,
                    CLAMP,
                    MUL,
                    ADD,
                    SUB,
                    DIV,
                    GLU,
                    SCALE,
                    UNARY,
                    GET_ROWS,
                    SET_ROWS,
                    CPY,
                    CONT,
                    REPEAT -> true;
            default -> op.isEmpty();
        };
    }
}
