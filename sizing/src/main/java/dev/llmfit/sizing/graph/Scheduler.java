package dev.llmfit.sizing.graph;

import dev.llmfit.sizing.graph.Splits.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads a graph over backends and finds the size of each backend's compute buffer.
 *
 * <p>Source: {@code ggml_backend_sched_reserve} in {@code ggml-backend.cpp}.
 */
public final class Scheduler {
    /** Instances of each input and copy under pipeline parallelism ({@code GGML_SCHED_MAX_COPIES}). */
    public static final int PIPELINE_COPIES = 4;

    /** Tensors that one dependency node can hold ({@code GGML_MAX_SRC}). */
    private static final int MAX_HELD = 10;

    private final BackendRules[] backends;
    private final int copyCount;
    private final Assignment assignment;
    private final long[] copiedWeights;

    /** The graph whose tensors have their backends already. */
    private @Nullable Graph assigned;

    /**
     * Creates a scheduler.
     *
     * @param backends devices in order, the CPU last
     * @param opOffload whether devices take operations on host weights
     * @param pipeline whether inputs and copies exist several times
     */
    public Scheduler(List<? extends BackendRules> backends, boolean opOffload, boolean pipeline) {
        this.backends = backends.toArray(BackendRules[]::new);
        this.copyCount = pipeline ? PIPELINE_COPIES : 1;
        this.assignment = new Assignment(this.backends, opOffload);
        this.copiedWeights = new long[this.backends.length];
    }

    /** Gives each tensor its backend; see {@link #backendOf}. */
    public void assign(Graph graph) {
        assignment.assign(graph);
        assigned = graph;
    }

    /** Returns the backend that an assigned tensor has. */
    public static int backendOf(Tensor t) {
        return t.backend;
    }

    /** Returns the bytes of each chunk of each backend's compute buffer. Uses the graph up. */
    public long[][] chunkSizes(Graph graph) {
        return chunkSizes(graph, PlanObserver.NONE);
    }

    /** As {@link #chunkSizes(Graph)}, and reports what happens. */
    public long[][] chunkSizes(Graph graph, PlanObserver observer) {
        if (graph != assigned) {
            assignment.assign(graph);
        }
        assigned = null; // it is used up
        Splits splits = new Splits(graph, backends.length, copyCount);
        noteCopies(splits);
        TensorList leafs = leafs(graph, splits);
        TensorList order = order(graph, splits);
        return MemoryPlan.chunkSizes(order, leafs, backends, observer);
    }

    /** Returns the bytes of the largest weight that each backend copied in the graph planned last; 0 where it copied none. */
    public long[] copiedWeights() {
        return copiedWeights.clone();
    }

    private void noteCopies(Splits splits) {
        Arrays.fill(copiedWeights, 0);
        for (Split split : splits.all()) {
            for (Tensor s : split.inputs) {
                if (s.weight) {
                    copiedWeights[split.backend] = Math.max(copiedWeights[split.backend], s.bytes());
                }
            }
        }
    }

    private TensorList leafs(Graph graph, Splits splits) {
        TensorList leafs = new TensorList(graph.leafCount() * 2);
        if (copyCount > 1) {
            for (int i = 0; i < graph.leafCount(); i++) {
                Tensor t = graph.leaf(i);
                if (t.input) {
                    addAll(leafs, splits.instancesOfInput(t));
                }
            }
            for (Split split : splits.all()) {
                for (Tensor s : split.inputs) {
                    addAll(leafs, splits.copies(s, split.backend));
                }
            }
        }
        for (int i = 0; i < graph.leafCount(); i++) {
            leafs.add(graph.leaf(i));
        }
        return leafs;
    }

    private static void addAll(TensorList list, Tensor[] tensors) {
        for (Tensor t : tensors) {
            list.add(t);
        }
    }

    /** The nodes of all splits with the copies between them and the dependencies that backends ask for. */
    private TensorList order(Graph graph, Splits splits) {
        TensorList order = new TensorList(graph.nodeCount() + 256);
        for (Split split : splits.all()) {
            for (Tensor s : split.inputs) {
                order.add(dependency(s.backend, s)); // keeps the original until it is copied
                order.add(splits.copies(s, split.backend)[0]);
            }
            Kept kept = new Kept();
            Tensor[] part = backends[split.backend].optimize(graph.nodes(split.first, split.last), kept);
            for (Tensor t : part) {
                order.add(t);
                kept.addDependencies(t, split.backend, order);
            }
        }
        return order;
    }

    /** A node without effect that makes its sources live until here. */
    private static Tensor dependency(int backend, Tensor... held) {
        Tensor first = held[0];
        Tensor node = Tensor.view(
                first, Op.NONE, held, first.ne0, first.ne1, first.ne2, first.ne3, first.nb0, first.nb1, first.nb2,
                first.nb3, 0);
        node.backend = backend;
        return node;
    }

    /** The tensors that each node holds. */
    private static final class Kept implements BackendRules.KeepAlive {
        private final IdentityHashMap<Tensor, TensorList> held = new IdentityHashMap<>(0);

        @Override
        public void until(Tensor tensor, Tensor node) {
            TensorList list = held.computeIfAbsent(node, any -> new TensorList(16));
            if (!list.contains(tensor)) {
                list.add(tensor);
            }
        }

        void addDependencies(Tensor node, int backend, TensorList order) {
            TensorList list = held.isEmpty() ? null : held.get(node);
            if (list == null) {
                return;
            }
            List<Tensor> batch = new ArrayList<>(MAX_HELD);
            for (int i = 0; i < list.size(); i++) {
                batch.add(list.get(i));
                if (batch.size() == MAX_HELD || i == list.size() - 1) {
                    order.add(dependency(backend, batch.toArray(Tensor[]::new)));
                    batch.clear();
                }
            }
        }
    }
}
