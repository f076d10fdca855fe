package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

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
        private static final Set<Op> STARTS = EnumSet.copyOf(Stream.of(ROUTING, OTHERS)
                .flatMap(Stream::of)
                .map(run -> run[0])
                .toList());

        private Runs() {}

        static boolean mayStartWith(Op op) {
            return STARTS.contains(op);
        }

        static Op[][] routing() {
            return ROUTING;
        }

        static Op[][] others() {
            return OTHERS;
        }
    }
}
