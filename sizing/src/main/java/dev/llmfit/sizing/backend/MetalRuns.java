package dev.llmfit.sizing.backend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The runs of nodes that Metal computes in one kernel. */
final class MetalRuns {
    /** Longest run in {@code ggml_metal_graph_optimize}, {@code ggml-metal-common.cpp}. */
    private static final int MAX_RUN = 16;

    /** Most experts that its kernel for routing takes. */
    private static final int MAX_EXPERTS = 1024;

    /** Most experts of a token that its kernel for weighted sums takes. */
    private static final int MAX_EXPERTS_IN_SUM = 8;

    /** Kinds of runs. */
    enum Kind {
        NORM,
        NORM_SCALE,
        ADDS,
        DELTA_STORE,
        ROUTING,
        EXPERT_SUM,
        CONV,
        RESIDUAL;

        /** Whether the run's own check covers that each node reads the one before. */
        boolean isSelfChecked() {
            return this == DELTA_STORE || this == ROUTING || this == EXPERT_SUM;
        }
    }

    /** A sequence of operations. Arrays, because every node of every graph is held against them. */
    private static final class Pattern {
        private final Kind kind;
        private final Op[] withViews;
        private final Op[] withoutViews;

        Pattern(Kind kind, Op... withViews) {
            this.kind = kind;
            this.withViews = withViews.clone();
            this.withoutViews =
                    Arrays.stream(withViews).filter(op -> !op.isEmpty()).toArray(Op[]::new);
        }
    }

    private static final Map<Op, List<Pattern>> BY_FIRST = byFirst();

    private MetalRuns() {}

    /** Returns how many nodes from {@code at} on look like the longest run that starts there; 0 if none does. */
    static int longestLike(Tensor[] nodes, int at) {
        int longest = 0;
        for (Pattern pattern : startingWith(nodes[at].op())) {
            int n = pattern.withViews.length;
            if (n > longest && Patterns.matches(nodes, at, pattern.withViews)) {
                longest = n;
            }
        }
        return longest;
    }

    private static List<Pattern> startingWith(Op op) {
        return BY_FIRST.getOrDefault(op, List.of());
    }

    private static Map<Op, List<Pattern>> byFirst() {
        Map<Op, List<Pattern>> lists = new EnumMap<>(Op.class);
        for (Pattern p : patterns()) {
            lists.computeIfAbsent(p.withViews[0], any -> new ArrayList<>()).add(p);
        }
        return lists;
    }

    private static List<Pattern> patterns() {
        List<Pattern> all = new ArrayList<>();
        for (Op norm : new Op[] {Op.NORM, Op.RMS_NORM}) {
            add(all, Kind.NORM, norm, Op.MUL);
            add(all, Kind.NORM, norm, Op.MUL, Op.ADD);
            add(all, Kind.NORM_SCALE, norm, Op.SCALE);
        }
        for (int n = 2; n < 8; n++) {
            Op[] adds = new Op[n];
            Arrays.fill(adds, Op.ADD);
            add(all, Kind.ADDS, adds);
        }
        add(all, Kind.DELTA_STORE, Op.GATED_DELTA_NET, Op.CPY);
        Op[] select = {Op.SOFT_MAX, Op.RESHAPE, Op.ARGSORT, Op.VIEW, Op.GET_ROWS};
        Op[] normalize = {Op.RESHAPE, Op.SUM_ROWS, Op.CLAMP, Op.DIV, Op.RESHAPE};
        add(all, Kind.ROUTING, select);
        add(all, Kind.ROUTING, joined(select, Op.SCALE));
        add(all, Kind.ROUTING, joined(select, normalize));
        add(all, Kind.ROUTING, joined(joined(select, normalize), Op.SCALE));
        for (int n = 2; n <= MAX_EXPERTS_IN_SUM; n++) {
            Op[] sum = new Op[2 * n];
            sum[0] = Op.MUL;
            Arrays.fill(sum, 1, n + 1, Op.VIEW);
            Arrays.fill(sum, n + 1, 2 * n, Op.ADD);
            add(all, Kind.EXPERT_SUM, sum);
        }
        add(all, Kind.CONV, Op.SSM_CONV, Op.UNARY);
        add(all, Kind.RESIDUAL, Op.MUL_MAT, Op.ADD);
        return all;
    }

    private static Op[] joined(Op[] a, Op... b) {
        Op[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static void add(List<Pattern> all, Kind kind, Op... raw) {
        all.add(new Pattern(kind, raw));
    }

    /** Returns how many nodes from {@code at} on stay together. */
    static int length(Tensor[] nodes, int at) {
        if (nodes[at].op().isEmpty()) {
            return 1;
        }
        int[] real = new int[MAX_RUN];
        int count = 0;
        for (int i = at; i < nodes.length && count < MAX_RUN; i++) {
            if (!nodes[i].op().isEmpty()) {
                real[count++] = i;
            }
        }
        int taken = 0;
        while (taken < count) {
            int n = longest(nodes, real, count, taken);
            if (n == 0 || taken + n > MAX_RUN) {
                break;
            }
            taken += n;
        }
        return taken == 0 ? 1 : Math.min(MAX_RUN, real[taken - 1] - at + 1);
    }

    private static int longest(Tensor[] nodes, int[] real, int count, int at) {
        int best = 1;
        for (Pattern pattern : startingWith(nodes[real[at]].op())) {
            int n = pattern.withoutViews.length;
            if (n > best && at + n <= count) {
                int[] span = Arrays.copyOfRange(real, at, at + n);
                if (isRun(nodes, span, pattern)) {
                    best = n;
                }
            }
        }
        return best > 1 ? best : 0;
    }

    private static boolean isRun(Tensor[] nodes, int[] span, Pattern pattern) {
        for (int k = 0; k < span.length; k++) {
            if (nodes[span[k]].op() != pattern.withoutViews[k]) {
                return false;
            }
        }
        if (!pattern.kind.isSelfChecked() && !isChain(nodes, span)) {
            return false;
        }
        return switch (pattern.kind) {
            case NORM -> isNorm(nodes, span);
            case NORM_SCALE -> isNormScale(nodes, span);
            case ADDS -> isAdds(nodes, span);
            case DELTA_STORE -> isDeltaStore(nodes[span[0]], nodes[span[1]]);
            case ROUTING -> isRouting(nodes, span, pattern.withViews);
            case EXPERT_SUM -> isExpertSum(nodes, span, pattern.withViews);
            case CONV -> isConv(nodes[span[0]], nodes[span[1]]);
            case RESIDUAL -> isResidual(nodes[span[0]], nodes[span[1]]);
        };
    }

    /** Whether each node reads the one before, with one shape, and nothing else reads in between. */
    private static boolean isChain(Tensor[] nodes, int[] span) {
        for (int k = 1; k < span.length; k++) {
            Tensor t = nodes[span[k]];
            Tensor before = nodes[span[k - 1]];
            boolean reads = t.source(0) == before || (t.sources() > 1 && t.source(1) == before);
            if (!reads || !t.sameShape(before)) {
                return false;
            }
        }
        int last = span[span.length - 1];
        return Patterns.isContained(nodes, span, last, last);
    }

    private static boolean isNorm(Tensor[] nodes, int[] span) {
        long width = nodes[span[0]].ne0();
        for (int k = 1; k < span.length; k++) {
            Tensor t = nodes[span[k]];
            if (t.source(0) != nodes[span[k - 1]]
                    || t.source(1).ne0() != width
                    || !t.source(1).hasContiguousRows()
                    || t.type() != GgmlType.F32) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNormScale(Tensor[] nodes, int[] span) {
        Tensor scale = nodes[span[1]];
        return scale.source(0) == nodes[span[0]] && scale.type() == GgmlType.F32;
    }

    private static boolean isAdds(Tensor[] nodes, int[] span) {
        for (int k = 1; k < span.length; k++) {
            Tensor t = nodes[span[k]];
            Tensor before = nodes[span[k - 1]];
            if (t.source(0) != before || !t.source(1).hasLayoutOf(before.source(1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDeltaStore(Tensor delta, Tensor store) {
        if (store.sources() < 2) {
            return false;
        }
        Tensor v = delta.source(2);
        Tensor src = store.source(0);
        Tensor dst = store.source(1);
        long size = v.ne0() * v.ne0() * v.ne1();
        return src.op() == Op.VIEW
                && src.viewSource() == delta
                && src.viewOffset() == 4 * v.elements()
                && src.isContiguous()
                && dst.type() == GgmlType.F32
                && dst.hasShape(size, v.ne3(), 1, 1)
                && dst.nb1() == 4 * size
                && !delta.isOutput()
                && !store.isOutput();
    }

    private static boolean isRouting(Tensor[] nodes, int[] span, Op[] raw) {
        int start = span[0];
        int end = span[span.length - 1];
        boolean normalized = span.length >= 6;
        boolean scaled = span.length == 4 || span.length == 7;
        if (normalized && !scaled) {
            end++;
            if (end >= nodes.length || nodes[end].op() != Op.RESHAPE || nodes[end].source(0) != nodes[end - 1]) {
                return false;
            }
        }
        if (end - start + 1 != raw.length || !Patterns.matches(nodes, start, raw)) {
            return false;
        }
        return hasRoutingShapes(nodes, start, end)
                && isSelection(nodes, start)
                && (!normalized || isNormalization(nodes, start + 4))
                && (!scaled || nodes[end].source(0) == nodes[end - 1])
                && Patterns.isContained(nodes, start, end - start + 1, start + 3, end);
    }

    private static boolean hasRoutingShapes(Tensor[] nodes, int start, int end) {
        Tensor soft = nodes[start];
        Tensor logits = soft.source(0);
        Tensor ids = nodes[start + 3];
        Tensor out = nodes[end];
        return soft.sources() == 1
                && logits.ne0() <= MAX_EXPERTS
                && logits.ne2() == 1
                && logits.ne3() == 1
                && ids.hasShape(ids.ne0(), logits.ne1(), 1, 1)
                && out.hasShape(1, ids.ne0(), logits.ne1(), 1)
                && logits.isContiguous()
                && out.isContiguous()
                && ids.nb1() == 4 * logits.ne0();
    }

    private static boolean isSelection(Tensor[] nodes, int start) {
        Tensor soft = nodes[start];
        Tensor probabilities = nodes[start + 1];
        Tensor order = nodes[start + 2];
        Tensor ids = nodes[start + 3];
        Tensor rows = nodes[start + 4];
        return probabilities.source(0) == soft
                && order.source(0) == soft
                && ids.source(0) == order
                && rows.source(0) == probabilities
                && rows.source(1) == ids;
    }

    private static boolean isNormalization(Tensor[] nodes, int rows) {
        Tensor flat = nodes[rows + 1];
        Tensor sum = nodes[rows + 2];
        Tensor low = nodes[rows + 3];
        Tensor ratio = nodes[rows + 4];
        Tensor shaped = nodes[rows + 5];
        return flat.source(0) == nodes[rows]
                && sum.source(0) == flat
                && low.source(0) == sum
                && ratio.source(0) == flat
                && ratio.source(1) == low
                && shaped.source(0) == ratio;
    }

    private static boolean isExpertSum(Tensor[] nodes, int[] span, Op[] raw) {
        Tensor product = nodes[span[0]];
        int used = span.length;
        Tensor factors = product.source(1);
        return product.source(0).ne1() == used
                && product.ne3() == 1
                && factors.hasShape(1, used, product.ne2(), 1)
                && Patterns.matches(nodes, span[0], raw)
                && span[used - 1] == span[0] + raw.length - 1
                && Patterns.weightedSum(nodes, span[0], MAX_EXPERTS_IN_SUM) != null;
    }

    private static boolean isConv(Tensor conv, Tensor unary) {
        return unary.activation() == Activation.SILU && unary.source(0) == conv && unary.hasContiguousRows();
    }

    private static boolean isResidual(Tensor product, Tensor total) {
        boolean left = total.source(0) == product;
        if (left == (total.source(1) == product)) {
            return false;
        }
        Tensor other = left ? total.source(1) : total.source(0);
        return other.type() == GgmlType.F32
                && !other.root().isWeight()
                && hasMatrixKernel(product.source(0).type())
                && product.source(1).type() == GgmlType.F32;
    }

    private static boolean hasMatrixKernel(GgmlType type) {
        return switch (type) {
            case F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K -> true;
            default -> false;
        };
    }
}
