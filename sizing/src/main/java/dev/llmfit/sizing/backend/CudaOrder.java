package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.backend.Patterns.WeightedSum;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/**
 * CUDA: puts the shared expert next to the routed ones and keeps the operands of fused kernels alive.
 *
 * <p>Source: {@code ggml_backend_cuda_graph_optimize} in {@code ggml-cuda.cu} of llama.cpp b11434.
 */
final class CudaOrder implements NodeOrder {
    /** Most experts of a token whose weighted sum the function named above looks for. */
    private static final int MAX_EXPERTS_IN_SUM = 15;

    private static final Op[] ROUTED = {Op.MUL_MAT_ID, Op.MUL_MAT_ID, Op.GLU};
    private static final Op[] SHARED = {Op.MUL_MAT, Op.MUL_MAT, Op.GLU};

    @Override
    public Tensor[] apply(Tensor[] nodes, KeepAlive keep) {
        groupSharedExperts(nodes, keep);
        for (int i = 0; i < nodes.length; i++) {
            WeightedSum sum = Patterns.weightedSum(nodes, i, MAX_EXPERTS_IN_SUM);
            if (sum != null) {
                keep.until(sum.rows(), sum.sum());
                keep.until(sum.factors(), sum.sum());
                i += sum.count() - 1;
            }
            int count = Routing.length(nodes, i);
            if (count > 0) {
                keepRouting(nodes, i, count, keep);
                i += count - 1;
            }
        }
        return nodes;
    }

    /** All nodes of the selection and all they read stay until the node behind it. */
    private static void keepRouting(Tensor[] nodes, int at, int count, KeepAlive keep) {
        Tensor behind = nodes[at + count];
        for (int i = at; i < at + count; i++) {
            Tensor t = nodes[i];
            keep.until(t, behind);
            for (int s = 0; s < t.sources(); s++) {
                keep.until(t.source(s), behind);
            }
        }
    }

    private static void groupSharedExperts(Tensor[] nodes, KeepAlive keep) {
        for (int i = 0; i + 5 < nodes.length; i++) {
            if (!Patterns.matches(nodes, i, ROUTED)) {
                continue;
            }
            int j = findSharedExpert(nodes, i);
            if (j > 0) {
                moveBehind(nodes, i + 3, j);
                Tensor up = nodes[i + 2].source(1);
                keep.until(up.source(1), nodes[i + 5]);
                keep.until(up.source(2), nodes[i + 5]);
                i += 5;
            }
        }
    }

    private static int findSharedExpert(Tensor[] nodes, int i) {
        for (int j = i + 3; j < nodes.length - 2; j++) {
            Op op = nodes[j].op();
            if (op == Op.MUL_MAT_ID && nodes[j + 1].op() == Op.MUL_MAT_ID) {
                return -1;
            }
            if (op == Op.MUL_MAT && isSharedExpert(nodes, i, j)) {
                return j;
            }
        }
        return -1;
    }

    /** Moves three nodes from {@code from} forward to {@code to}. */
    private static void moveBehind(Tensor[] nodes, int to, int from) {
        Tensor gate = nodes[from];
        Tensor up = nodes[from + 1];
        Tensor glu = nodes[from + 2];
        System.arraycopy(nodes, to, nodes, to + 3, from - to);
        nodes[to] = gate;
        nodes[to + 1] = up;
        nodes[to + 2] = glu;
    }

    private static boolean isSharedExpert(Tensor[] nodes, int i, int j) {
        if (!Patterns.matches(nodes, j, SHARED)
                || !Patterns.isContained(nodes, new int[] {i, i + 1, i + 2, j, j + 1, j + 2}, i + 2, j + 2)) {
            return false;
        }
        Tensor routed = nodes[i + 2];
        Tensor shared = nodes[j + 2];
        return routed.sources() >= 2
                && shared.sources() >= 2
                && readsBoth(routed, nodes[i], nodes[i + 1])
                && readsBoth(shared, nodes[j], nodes[j + 1])
                && isFusable(routed)
                && isFusable(shared)
                && routed.activation() == shared.activation()
                && sameWork(routed.source(1), shared.source(1));
    }

    private static boolean readsBoth(Tensor glu, Tensor a, Tensor b) {
        return (glu.source(0) == a && glu.source(1) == b) || (glu.source(0) == b && glu.source(1) == a);
    }

    private static boolean isFusable(Tensor glu) {
        Tensor gate = glu.source(0);
        Tensor up = glu.source(1);
        Activation kind = glu.activation();
        if (kind != Activation.SWIGLU && kind != Activation.GEGLU && kind != Activation.SWIGLU_OAI) {
            return false;
        }
        return gate.source(0).hasLayoutOf(up.source(0))
                && gate.source(1) == up.source(1)
                && (gate.op() != Op.MUL_MAT_ID || gate.source(2) == up.source(2));
    }

    /** Whether the routed and the shared up projection read the same rows with weights of the same kind. */
    private static boolean sameWork(Tensor routedUp, Tensor sharedUp) {
        Tensor w = routedUp.source(0);
        Tensor sw = sharedUp.source(0);
        Tensor x = routedUp.source(1);
        // A copy made for op_offload has no buffer yet.
        if (!w.isExternal() || !w.type().isQuantized()) {
            return false;
        }
        return x.op() == Op.RESHAPE
                && x.source(0) == sharedUp.source(1)
                && x.ne1() == 1
                && x.ne3() == 1
                && x.isContiguous()
                && sharedUp.source(1).isContiguous()
                && w.type() == sw.type()
                && w.ne0() == sw.ne0()
                && w.ne1() == sw.ne1()
                && w.nb1() == sw.nb1()
                && sw.ne2() == 1
                && sw.op() == Op.NONE;
    }

    /** Recognizes an expert selection that one kernel computes: probabilities, best experts, their weights. */
    private static final class Routing {
        private final Tensor[] nodes;
        private int at;

        private Routing(Tensor[] nodes, int at) {
            this.nodes = nodes;
            this.at = at;
        }

        /** Returns the number of nodes of the selection that starts at {@code at}, or 0. */
        static int length(Tensor[] nodes, int at) {
            if (at >= nodes.length) {
                return 0;
            }
            Tensor first = nodes[at];
            boolean sigmoid = first.op() == Op.UNARY && first.activation() == Activation.SIGMOID;
            if (!sigmoid && (first.op() != Op.SOFT_MAX || first.sources() > 1)) {
                return 0;
            }
            return new Routing(nodes, at).match(first);
        }

        private int match(Tensor first) {
            final int start = at++;
            if (!take(Op.RESHAPE, first)) {
                return 0;
            }
            Tensor probabilities = nodes[at - 1];
            boolean biased = take(Op.ADD, first);
            if (!take(Op.ARGSORT, biased ? nodes[at - 1] : first) || !take(Op.VIEW, nodes[at - 1])) {
                return 0;
            }
            int ids = at - 1;
            if (!isNext(Op.GET_ROWS, probabilities) || nodes[at].source(1) != nodes[ids]) {
                return 0;
            }
            at++;
            takeNormalization();
            take(Op.SCALE, nodes[at - 1]);
            if (at >= nodes.length || !isCountSupported(nodes[ids].nb1() / nodes[ids].nb0())) {
                return 0;
            }
            if (!nodes[at - 1].isContiguous() || !first.source(0).isContiguous()) {
                return 0;
            }
            return Patterns.isContained(nodes, start, at - start, ids, at - 1) ? at - start : 0;
        }

        private boolean isNext(Op op, Tensor source) {
            return at < nodes.length && nodes[at].op() == op && nodes[at].source(0) == source;
        }

        private boolean take(Op op, Tensor source) {
            boolean is = isNext(op, source);
            if (is) {
                at++;
            }
            return is;
        }

        private void takeNormalization() {
            if (!isNext(Op.RESHAPE, nodes[at - 1]) || at + 4 >= nodes.length) {
                return;
            }
            Tensor flat = nodes[at];
            Tensor sum = nodes[at + 1];
            Tensor low = nodes[at + 2];
            Tensor ratio = nodes[at + 3];
            Tensor shaped = nodes[at + 4];
            if (sum.op() == Op.SUM_ROWS
                    && sum.source(0) == flat
                    && low.op() == Op.CLAMP
                    && low.source(0) == sum
                    && ratio.op() == Op.DIV
                    && ratio.source(0) == flat
                    && ratio.source(1) == low
                    && shaped.op() == Op.RESHAPE
                    && shaped.source(0) == ratio) {
                at += 5;
            }
        }

        private static boolean isCountSupported(long experts) {
            return (Long.bitCount(experts) == 1 && experts <= 512) || experts == 288 || experts == 576;
        }
    }
}
