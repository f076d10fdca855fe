package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.backend.VulkanOrder.Runs;
import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;

/** One pass of {@link VulkanOrder} over the nodes of a split. */
final class VulkanReordering {
    /** Nodes looked at from the first one that is not scheduled. */
    private static final int WINDOW = 20;

    /** Nodes behind a chosen one among which its followers are looked for. */
    private static final int PULL = 15;

    private final Tensor[] nodes;
    private final KeepAlive keep;
    private final boolean[] used;
    private final boolean[] emitted;
    private final Tensor[] order;
    private int ordered;
    private int first;
    private int[] chosen = new int[64];
    private int chosenCount;

    VulkanReordering(Tensor[] nodes, KeepAlive keep) {
        this.nodes = nodes;
        this.keep = keep;
        this.used = new boolean[nodes.length];
        this.emitted = new boolean[nodes.length];
        this.order = new Tensor[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i].number(i);
        }
    }

    Tensor[] run() {
        while (first < nodes.length) {
            if (!keepRun()) {
                pick();
                addViews();
                for (int i = 0; i < chosenCount; i++) {
                    emit(chosen[i]);
                }
                advance();
            }
        }
        return order;
    }

    private Op op(int index) {
        return nodes[index].op();
    }

    private boolean isEmpty(int index) {
        return nodes[index].op().isEmpty();
    }

    private void emit(int index) {
        order[ordered++] = nodes[index];
        used[index] = true;
        emitted[index] = true;
    }

    private void advance() {
        while (first < nodes.length && used[first]) {
            first++;
        }
    }

    private boolean matches(Op[] run, int at) {
        if (!Patterns.matches(nodes, at, run)) {
            return false;
        }
        for (int i = at; i < at + run.length; i++) {
            if (used[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean startsRun(int at) {
        if (!Runs.mayStartWith(op(at))) {
            return false;
        }
        for (Op[] run : Runs.routing()) {
            if (matches(run, at)) {
                return true;
            }
        }
        for (Op[] run : Runs.others()) {
            if (matches(run, at)) {
                return true;
            }
        }
        return false;
    }

    /** Emits a run as it stands when one starts at the first node. */
    private boolean keepRun() {
        if (!Runs.mayStartWith(op(first))) {
            return false;
        }
        int at = first;
        for (Op[] run : Runs.routing()) {
            if (matches(run, at)) {
                int last = at + run.length - 1;
                if (last + 1 < nodes.length && op(last + 1) == Op.SCALE) {
                    last++;
                }
                Patterns.keepOperands(nodes, at, run.length, nodes[last], keep);
                emitRange(at, run.length);
                return true;
            }
        }
        for (Op[] run : Runs.others()) {
            if (matches(run, at)) {
                emitRange(at, run.length);
                return true;
            }
        }
        return false;
    }

    private void emitRange(int at, int count) {
        for (int i = at; i < at + count; i++) {
            emit(i);
        }
        advance();
    }

    /** Whether node {@code j} must stay behind node {@code c}. */
    private boolean depends(int j, int c) {
        Tensor later = nodes[j];
        Tensor earlier = nodes[c];
        if (later.reads(earlier)) {
            return true;
        }
        Tensor laterRoot = later.root();
        Tensor earlierRoot = earlier.root();
        if (laterRoot == earlierRoot) {
            return true;
        }
        return !later.op().isEmpty()
                && !earlier.op().isEmpty()
                && (readsRoot(later, earlierRoot) || readsRoot(earlier, laterRoot));
    }

    private static boolean readsRoot(Tensor t, Tensor root) {
        for (int i = 0; i < t.sources(); i++) {
            if (t.source(i).root() == root) {
                return true;
            }
        }
        return false;
    }

    /** Chooses the first node and the following ones that wait for nothing unscheduled. */
    private void pick() {
        chosenCount = 0;
        choose(first);
        int end = Math.min(first + WINDOW, nodes.length);
        for (int j = first + 1; j < end; j++) {
            if (!used[j] && !isEmpty(j) && !startsRun(j) && waitsForNothing(j)) {
                choose(j);
                pullFollowers(j);
            }
        }
    }

    private void choose(int index) {
        if (chosenCount == chosen.length) {
            chosen = java.util.Arrays.copyOf(chosen, chosenCount * 2);
        }
        chosen[chosenCount++] = index;
    }

    private boolean waitsForNothing(int j) {
        for (int c = first; c < j; c++) {
            if (!used[c] && depends(j, c) && !mayFollow(c, j)) {
                return false;
            }
        }
        return true;
    }

    /** A node may directly follow the one it reads when a kernel computes both. */
    private boolean mayFollow(int c, int j) {
        if (c != chosen[chosenCount - 1]) {
            return false;
        }
        Op before = op(c);
        Op after = op(j);
        boolean acrossViews = after == Op.MUL && (before == Op.RMS_NORM || before == Op.UNARY);
        if (acrossViews && onlyViewsBetween(c, j)) {
            return true;
        }
        return j == c + 1 && isAdjacentPair(before, after);
    }

    private static boolean isAdjacentPair(Op before, Op after) {
        return switch (before) {
            case MUL_MAT, ADD -> after == Op.ADD;
            case MUL_MAT_ID -> after == Op.ADD_ID || after == Op.MUL;
            case SSM_CONV -> after == Op.ADD || after == Op.UNARY;
            default -> false;
        };
    }

    private boolean onlyViewsBetween(int c, int j) {
        for (int v = c + 1; v < j; v++) {
            if (!used[v] && !isEmpty(v)) {
                return false;
            }
        }
        return true;
    }

    /** Brings consumers that would be fused with node {@code j} right behind it. */
    private void pullFollowers(int j) {
        Tensor me = nodes[j];
        Op before = op(j - 1);
        int last = j;
        if (op(j) == Op.MUL && before == Op.RMS_NORM) {
            int k = pullRope(j);
            last = k < 0 ? j : k;
        }
        if (op(last) == Op.ROPE || op(last) == Op.RMS_NORM) {
            pullStore(last);
        }
        if (op(j) == Op.ADD_ID && before == Op.MUL_MAT_ID) {
            pullReading(j, Op.MUL);
        }
        if (op(j) == Op.ADD && before == Op.MUL_MAT) {
            pullReading(j, Op.ADD);
        }
        if (op(j) == Op.ADD && before == Op.SSM_CONV) {
            pullUnary(j);
        }
        if (me.op() == Op.UNARY) {
            pullGated(j);
        }
    }

    private int pullEnd(int j) {
        return Math.min(j + PULL, nodes.length);
    }

    private void take(int k) {
        choose(k);
        used[k] = true;
    }

    private int pullRope(int j) {
        for (int k = j + 1; k < pullEnd(j); k++) {
            Tensor t = nodes[k];
            if (t.op() == Op.ROPE && t.source(0) == nodes[j] && areLeafs(t)) {
                take(k);
                return k;
            }
        }
        return -1;
    }

    private static boolean areLeafs(Tensor rope) {
        for (int i = 1; i < Math.min(3, rope.sources()); i++) {
            if (rope.source(i).op() != Op.NONE) {
                return false;
            }
        }
        return true;
    }

    private void pullReading(int j, Op wanted) {
        for (int k = j + 1; k < pullEnd(j); k++) {
            Tensor t = nodes[k];
            if (t.op() == wanted && t.source(0) == nodes[j] && isReady(t.source(1))) {
                take(k);
                return;
            }
        }
    }

    private void pullUnary(int j) {
        for (int k = j + 1; k < pullEnd(j); k++) {
            if (op(k) == Op.UNARY && nodes[k].source(0) == nodes[j]) {
                take(k);
                return;
            }
        }
    }

    private void pullGated(int j) {
        Tensor me = nodes[j];
        for (int k = j + 1; k < pullEnd(j); k++) {
            Tensor t = nodes[k];
            if (t.op() == Op.MUL && t.reads(me)) {
                Tensor other = t.source(0) == me ? t.source(1) : t.source(0);
                if (isReady(other) && isGate(me, t, other)) {
                    take(k);
                    return;
                }
            }
        }
    }

    private boolean isReady(Tensor t) {
        return t.op() == Op.NONE || (t.number() < nodes.length && nodes[t.number()] == t && emitted[t.number()]);
    }

    /** Pulls the view and the cache write of a rotated or normalized row. */
    private void pullStore(int at) {
        int view = -1;
        int store = -1;
        for (int k = at + 1; k < pullEnd(at) && store < 0; k++) {
            if (used[k]) {
                continue;
            }
            if (view < 0 && op(k) == Op.VIEW && nodes[k].source(0) == nodes[at]) {
                view = k;
            } else if (view >= 0 && op(k) == Op.SET_ROWS && nodes[k].source(0) == nodes[view]) {
                store = k;
            }
        }
        if (store < 0 || !Patterns.isContained(nodes, new int[] {at, view, store}, store, store)) {
            return;
        }
        for (int c = at + 1; c < store; c++) {
            if (!used[c] && c != view && !isEmpty(c) && depends(store, c)) {
                return;
            }
        }
        take(view);
        take(store);
    }

    /** Adds the views of the window that nothing unscheduled feeds. */
    private void addViews() {
        if (op(chosen[chosenCount - 1]) == Op.ADD) { // would separate the sum from what follows
            return;
        }
        boolean[] member = new boolean[Math.min(WINDOW + PULL, nodes.length - first)];
        for (int i = 0; i < chosenCount; i++) {
            member[chosen[i] - first] = true;
        }
        int end = Math.min(first + WINDOW, nodes.length);
        for (int j = first + 1; j < end; j++) {
            if (!used[j] && isEmpty(j) && isFree(j, member)) {
                choose(j);
                member[j - first] = true;
            }
        }
    }

    private boolean isFree(int j, boolean[] member) {
        for (int c = first; c < j; c++) {
            if (!used[c] && !member[c - first] && depends(j, c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isGate(Tensor unary, Tensor product, Tensor other) {
        boolean known = switch (unary.activation()) {
            case GELU, SIGMOID, SILU, SOFTPLUS -> true;
            default -> false;
        };
        if (!known || unary.type() != product.type() || other.type() != unary.type()) {
            return false;
        }
        if (!rowsMayBeApart(other) || !rowsMayBeApart(unary.source(0))) {
            return false;
        }
        Tensor small = product.source(0) == unary ? other : unary;
        Tensor big = product.source(0) == unary ? unary : product.source(0);
        return big.ne0() % small.ne0() == 0
                && big.ne1() % small.ne1() == 0
                && big.ne2() % small.ne2() == 0
                && big.ne3() % small.ne3() == 0;
    }

    /** Contiguous, except that rows may be further apart ({@code ggml_is_contiguous_1}). */
    private static boolean rowsMayBeApart(Tensor t) {
        if (!t.hasContiguousRows()) {
            return false;
        }
        long expected = t.ne1() * t.nb1();
        if (t.ne2() != 1 && t.nb2() != expected) {
            return false;
        }
        expected *= t.ne2();
        return t.ne3() == 1 || t.nb3() == expected;
    }
}
