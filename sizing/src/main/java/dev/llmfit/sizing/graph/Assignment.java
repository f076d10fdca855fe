package dev.llmfit.sizing.graph;

/**
 * Gives each tensor of a graph a backend: where its memory lies, where its weights lie, else where its neighbours run.
 *
 * <p>Source: passes 1 to 4 of {@code ggml_backend_sched_split_graph} in {@code ggml-backend.cpp}.
 */
final class Assignment {
    private final BackendRules[] backends;
    private final int cpu;
    private final boolean opOffload;

    Assignment(BackendRules[] backends, boolean opOffload) {
        this.backends = backends;
        this.cpu = backends.length - 1;
        this.opOffload = opOffload;
    }

    void assign(Graph graph) {
        for (int i = 0; i < graph.leafCount(); i++) {
            Tensor t = graph.leaf(i);
            t.backend = t.forced >= 0 ? t.forced : byMemory(t);
        }
        int n = graph.nodeCount();
        for (int i = 0; i < n; i++) {
            Tensor t = graph.node(i);
            t.backend = t.forced >= 0 && backends[t.forced].supports(t) ? t.forced : byMemory(t);
        }
        spreadDown(graph, true);
        spreadUp(graph, true);
        spreadDown(graph, false);
        spreadUp(graph, false);
        for (int i = 0; i < n; i++) {
            Tensor t = graph.node(i);
            if (t.backend < 0 && !t.op.isView()) {
                t.backend = closestToSources(t);
            }
        }
        inherit(graph);
    }

    private int byMemory(Tensor t) {
        int buffer = t.root().buffer;
        if (buffer >= 0) {
            return buffer;
        }
        if (t.input) {
            return cpu;
        }
        return t.op == Op.ROPE || t.op == Op.FLASH_ATTN_EXT ? -1 : byWeight(t);
    }

    private int byWeight(Tensor t) {
        for (Tensor s : t.src) {
            if (!s.weight) {
                continue;
            }
            if (opOffload && s.buffer == cpu && s.hostVisible) {
                for (int i = 0; i < cpu; i++) {
                    if (backends[i].offloads(t)) {
                        return i;
                    }
                }
            }
            return s.buffer;
        }
        return -1;
    }

    private void spreadDown(Graph graph, boolean skipCpu) {
        int current = -1;
        int n = graph.nodeCount();
        for (int i = 0; i < n; i++) {
            current = spread(graph.node(i), current, skipCpu);
        }
    }

    private void spreadUp(Graph graph, boolean skipCpu) {
        int current = -1;
        for (int i = graph.nodeCount() - 1; i >= 0; i--) {
            current = spread(graph.node(i), current, skipCpu);
        }
    }

    private int spread(Tensor t, int current, boolean skipCpu) {
        if (t.op.isView()) {
            return current;
        }
        if (t.backend >= 0) {
            return skipCpu && t.backend == cpu ? -1 : t.backend;
        }
        if (current >= 0 && backends[current].supports(t)) {
            t.backend = current;
        }
        return current;
    }

    private int closestToSources(Tensor t) {
        int best = 0;
        int most = -1;
        for (int i = 0; i < backends.length; i++) {
            if (!backends[i].supports(t)) {
                continue;
            }
            int near = 0;
            for (Tensor s : t.src) {
                if (isUsable(s, i)) {
                    near++;
                }
            }
            if (near > most) {
                best = i;
                most = near;
            }
        }
        return best;
    }

    private void inherit(Graph graph) {
        int n = graph.nodeCount();
        for (int i = 0; i < n; i++) {
            Tensor t = graph.node(i);
            if (t.viewSource != null && t.backend < 0) {
                t.backend = t.viewSource.backend;
            }
            for (Tensor s : t.src) {
                if (s.backend < 0) {
                    s.backend = s.viewSource != null ? s.viewSource.backend : t.backend;
                }
            }
            if (t.backend < 0) {
                t.backend = 0;
            }
        }
    }

    /** Returns whether a backend can read a tensor where it is. */
    static boolean isUsable(Tensor t, int backend) {
        Tensor root = t.root();
        if (root.buffer >= 0) {
            return root.buffer == backend;
        }
        return (t.backend >= 0 ? t.backend : root.backend) == backend;
    }
}
