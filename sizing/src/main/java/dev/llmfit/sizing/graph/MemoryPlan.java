package dev.llmfit.sizing.graph;

/**
 * Walks the nodes of a scheduled graph, gives each tensor a place in the compute buffer of its backend and frees it after
 * its last use.
 *
 * <p>Source: {@code ggml_gallocr_alloc_graph_impl} in {@code ggml-alloc.c}.
 */
final class MemoryPlan {
    private final BackendRules[] backends;
    private final BufferPool[] pools;
    private final PlanObserver observer;

    private MemoryPlan(BackendRules[] backends, PlanObserver observer) {
        this.backends = backends;
        this.observer = observer;
        this.pools = new BufferPool[backends.length];
        for (int i = 0; i < pools.length; i++) {
            pools[i] = new BufferPool(backends[i].alignment(), backends[i].maxChunk());
        }
    }

    /** Returns the bytes of each chunk of each backend's compute buffer. */
    static long[][] chunkSizes(TensorList nodes, TensorList leafs, BackendRules[] backends, PlanObserver observer) {
        MemoryPlan plan = new MemoryPlan(backends, observer);
        plan.reset(nodes, leafs);
        plan.placeLeafs(leafs);
        plan.countUses(nodes);
        plan.walk(nodes);
        long[][] sizes = new long[backends.length][];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = plan.pools[i].chunkSizes();
        }
        return sizes;
    }

    private void reset(TensorList nodes, TensorList leafs) {
        for (int i = 0; i < leafs.size(); i++) {
            reset(leafs.get(i));
        }
        for (int i = 0; i < nodes.size(); i++) {
            Tensor t = nodes.get(i);
            reset(t);
            for (Tensor s : t.src) {
                reset(s);
            }
        }
    }

    private static void reset(Tensor t) {
        clear(t);
        if (t.viewSource != null) {
            clear(t.viewSource);
        }
    }

    private static void clear(Tensor t) {
        t.children = 0;
        t.views = 0;
        t.owned = false;
    }

    private void placeLeafs(TensorList leafs) {
        for (int i = 0; i < leafs.size(); i++) {
            Tensor t = leafs.get(i);
            place(t, t.backend);
        }
    }

    private void countUses(TensorList nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Tensor t = nodes.get(i);
            if (t.viewSource != null && t.op != Op.NONE) {
                t.viewSource.views++;
            }
            if (t.input) {
                place(t, t.backend);
            }
            for (Tensor s : t.src) {
                s.children++;
                if (s.input) {
                    place(s, t.backend);
                }
            }
        }
    }

    private void walk(TensorList nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Tensor t = nodes.get(i);
            for (Tensor s : t.src) {
                place(s, t.backend);
            }
            place(t, t.backend);
            observer.ran(t);
            for (Tensor s : t.src) {
                leave(s);
            }
        }
    }

    /** One reader of {@code s} has run. */
    private void leave(Tensor s) {
        if (--s.children > 0 || s.views > 0) {
            return;
        }
        Tensor root = s.viewSource;
        if (root != null) {
            root.views--;
            if (root.views == 0 && root.children == 0 && root.owned) {
                release(root);
            }
        } else if (s.owned) {
            release(s);
        }
    }

    private void place(Tensor t, int pool) {
        if (t.owned || t.buffer >= 0 || t.viewSource != null) {
            return;
        }
        t.owned = true;
        if (t.op.isInPlace() && takeOver(t)) {
            return;
        }
        t.pool = pool;
        t.offset = pools[pool].allocate(backends[pool].allocSize(t));
        t.chunk = pools[pool].lastChunk();
        observer.placed(t, pool, backends[pool].allocSize(t));
    }

    /** Lets {@code t} take the memory of an operand that nothing else reads. */
    private boolean takeOver(Tensor t) {
        for (Tensor p : t.src) {
            if (p.owned && !p.output && p.children == 1 && p.views == 0 && p.hasLayoutOf(t)) {
                t.pool = p.pool;
                t.chunk = p.chunk;
                t.offset = p.offset;
                p.owned = false;
                BufferPool pool = pools[p.pool];
                long had = pool.round(backends[p.pool].allocSize(p));
                long needed = pool.round(backends[p.pool].allocSize(t));
                if (had > needed) {
                    pool.free(p.chunk, p.offset + needed, had - needed);
                }
                observer.freed(p);
                observer.placed(t, t.pool, needed);
                return true;
            }
        }
        return false;
    }

    private void release(Tensor t) {
        if (!t.output) {
            pools[t.pool].free(t.chunk, t.offset, backends[t.pool].allocSize(t));
            t.owned = false;
            observer.freed(t);
        }
    }
}
