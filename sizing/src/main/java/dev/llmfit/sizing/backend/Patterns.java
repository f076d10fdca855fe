package dev.llmfit.sizing.backend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.units.Amount;
import org.jspecify.annotations.Nullable;

/** Questions about runs of nodes that decide what a backend computes in one kernel. */
final class Patterns {
    private Patterns() {}

    /** Returns whether the operations from {@code at} on are these. */
    static boolean matches(Tensor[] nodes, int at, Op[] pattern) {
        if (at + pattern.length > nodes.length) {
            return false;
        }
        for (int k = 0; k < pattern.length; k++) {
            if (nodes[at + k].op() != pattern[k]) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether each of {@code count} nodes, but for two outputs, is read only inside of the run. */
    static boolean isContained(Tensor[] nodes, int at, int count, int output, int secondOutput) {
        int[] indexes = new int[count];
        for (int k = 0; k < count; k++) {
            indexes[k] = at + k;
        }
        return isContained(nodes, indexes, output, secondOutput);
    }

    /**
     * Returns whether each of these nodes, but for two outputs, is read only by the others
     * ({@code ggml_can_fuse_subgraph}).
     */
    static boolean isContained(Tensor[] nodes, int[] indexes, int output, int secondOutput) {
        for (int k = 0; k < indexes.length; k++) {
            if (indexes[k] == output || indexes[k] == secondOutput) {
                continue;
            }
            Tensor t = nodes[indexes[k]];
            if (t.isOutput() || t.uses() != readsAfter(nodes, indexes, k)) {
                return false;
            }
            Tensor root = t.viewSource();
            if (root != null && !root.isWeight() && !isMember(nodes, indexes, root)) {
                return false;
            }
        }
        return true;
    }

    private static int readsAfter(Tensor[] nodes, int[] indexes, int k) {
        Tensor t = nodes[indexes[k]];
        int reads = 0;
        for (int m = k + 1; m < indexes.length; m++) {
            Tensor other = nodes[indexes[m]];
            for (int i = 0; i < other.sources(); i++) {
                if (other.source(i) == t) {
                    reads++;
                }
            }
        }
        return reads;
    }

    private static boolean isMember(Tensor[] nodes, int[] indexes, Tensor t) {
        for (int i : indexes) {
            if (nodes[i] == t) {
                return true;
            }
        }
        return false;
    }

    /** Keeps everything that a run reads from outside until its node {@code last} has run. */
    static void keepOperands(Tensor[] nodes, int at, int count, Tensor last, KeepAlive keep) {
        for (int k = at; k < at + count; k++) {
            Tensor t = nodes[k];
            for (int i = 0; i < t.sources(); i++) {
                if (!isAmong(nodes, at, k, t.source(i))) {
                    keep.until(t.source(i), last);
                }
            }
        }
    }

    private static boolean isAmong(Tensor[] nodes, int from, int to, Tensor t) {
        for (int i = from; i < to; i++) {
            if (nodes[i] == t) {
                return true;
            }
        }
        return false;
    }

    /**
     * The weighted sum of expert outputs.
     *
     * @param rows outputs of the experts
     * @param factors one per row
     * @param sum the last node
     * @param count nodes in the run
     */
    record WeightedSum(Tensor rows, Tensor factors, Tensor sum, int count) {
        WeightedSum {
            Amount.count(count, "count");
        }
    }

    /** Returns the weighted sum that starts at a node: a product, one view per expert and their sum. */
    static @Nullable WeightedSum weightedSum(Tensor[] nodes, int at, int mostExperts) {
        Tensor product = nodes[at];
        if (product.op() != Op.MUL || !isPlain(product)) {
            return null;
        }
        Tensor a = product.source(0);
        Tensor b = product.source(1);
        boolean inOrder = isRows(a, product) && isFactors(b, product);
        if (!inOrder && !(isRows(b, product) && isFactors(a, product))) {
            return null;
        }
        long used = product.ne1();
        if (used < 2 || used > mostExperts || at + 2 * used > nodes.length) {
            return null;
        }
        int count = (int) (2 * used);
        if (!isSumOfViews(nodes, at, (int) used) || !isContained(nodes, at, count, at + count - 1, at + count - 1)) {
            return null;
        }
        return new WeightedSum(inOrder ? a : b, inOrder ? b : a, nodes[at + count - 1], count);
    }

    private static boolean isSumOfViews(Tensor[] nodes, int at, int used) {
        Tensor product = nodes[at];
        Tensor[] views = new Tensor[used];
        int viewCount = 0;
        int adds = 0;
        Tensor last = product;
        for (int i = at + 1; i < at + 2 * used; i++) {
            Tensor t = nodes[i];
            if (t.op() == Op.VIEW) {
                if (viewCount >= used || !isViewOfExpert(t, product, viewCount)) {
                    return false;
                }
                views[viewCount++] = t;
                continue;
            }
            if (t.op() != Op.ADD || viewCount < 2 || adds + 1 >= viewCount) {
                return false;
            }
            Tensor left = adds == 0 ? views[0] : last;
            if (t.source(0) != left || t.source(1) != views[adds + 1]) {
                return false;
            }
            last = t;
            adds++;
        }
        return viewCount == used && adds == used - 1;
    }

    private static boolean isViewOfExpert(Tensor t, Tensor product, int expert) {
        return t.source(0) == product
                && t.viewSource() == product
                && t.hasShape(product.ne0(), product.ne2() * product.ne3(), 1, 1)
                && t.nb1() == product.nb2()
                && t.viewOffset() == expert * product.nb1();
    }

    private static boolean isPlain(Tensor t) {
        return t.type() == GgmlType.F32 && t.isContiguous();
    }

    private static boolean isRows(Tensor x, Tensor product) {
        return isPlain(x) && x.sameShape(product);
    }

    private static boolean isFactors(Tensor x, Tensor product) {
        return isPlain(x) && x.hasShape(1, product.ne1(), product.ne2(), product.ne3());
    }
}
