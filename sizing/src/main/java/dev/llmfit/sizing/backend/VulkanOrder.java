package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/**
 * Vulkan: pulls independent nodes together inside a short window and keeps fusable runs intact.
 *
 * <p>Source: {@code ggml_vk_graph_optimize} in {@code ggml-vulkan.cpp} of llama.cpp b11434.
 */
final class VulkanOrder implements NodeOrder {
    @Override
    public Tensor[] apply(Tensor[] nodes, KeepAlive keep) {
        return new VulkanReordering(nodes, keep).run();
    }

    /** Runs that one kernel computes, by their first operation. */
    static final class Runs {
        private static final Op[][] ROUTING = {
            {
                Op.SOFT_MAX, Op.RESHAPE, Op.ARGSORT, Op.VIEW, Op.GET_ROWS,
                Op.RESHAPE, Op.SUM_ROWS, Op.CLAMP, Op.DIV, Op.RESHAPE
            },
            {
                Op.UNARY,
                Op.RESHAPE,
                Op.ADD,
                Op.ARGSORT,
                Op.VIEW,
                Op.GET_ROWS,
                Op.RESHAPE,
                Op.SUM_ROWS,
                Op.CLAMP,
                Op.DIV,
                Op.RESHAPE
            },
            {Op.SOFT_MAX, Op.RESHAPE, Op.ARGSORT, Op.VIEW, Op.GET_ROWS},
            {Op.ARGSORT, Op.VIEW, Op.GET_ROWS, Op.RESHAPE, Op.SOFT_MAX, Op.RESHAPE}
        };
        private static final Op[][] OTHERS = {
            {Op.RMS_NORM, Op.MUL, Op.ADD, Op.MUL},
            {Op.RMS_NORM, Op.MUL, Op.ADD},
            {Op.RMS_NORM, Op.MUL, Op.ROPE, Op.VIEW, Op.SET_ROWS},
            {Op.RMS_NORM, Op.VIEW, Op.SET_ROWS},
            {Op.ROPE, Op.VIEW, Op.SET_ROWS}
        };
        private static final boolean[] STARTS = new boolean[Op.values().length];

        static {
            for (Op[] run : ROUTING) {
                STARTS[run[0].ordinal()] = true;
            }
            for (Op[] run : OTHERS) {
                STARTS[run[0].ordinal()] = true;
            }
        }

        private Runs() {}

        static boolean mayStartWith(Op op) {
            return STARTS[op.ordinal()];
        }

        static Op[][] routing() {
            return ROUTING;
        }

        static Op[][] others() {
            return OTHERS;
        }
    }
}
