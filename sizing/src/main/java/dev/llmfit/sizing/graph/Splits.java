package dev.llmfit.sizing.graph;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an assigned graph into runs of nodes on one backend and puts copies where a run reads what lies elsewhere.
 *
 * <p>Source: pass 5 of {@code ggml_backend_sched_split_graph} in {@code ggml-backend.cpp}.
 */
final class Splits {
    /** Nodes {@code first} to before {@code last} on one backend, after the {@code inputs} have been copied there. */
    static final class Split {
        final int backend;
        final int first;
        int last;
        final List<Tensor> inputs = new ArrayList<>(4);

        private Split(int backend, int first) {
            this.backend = backend;
            this.first = first;
        }
    }

    private final int backends;
    private final int copyCount;
    private final List<Split> splits = new ArrayList<>();
    private final IdentityHashMap<Tensor, Tensor[] @Nullable []> copies = new IdentityHashMap<>();

    Splits(Graph graph, int backends, int copyCount) {
        this.backends = backends;
        this.copyCount = copyCount;
        cut(graph);
    }

    List<Split> all() {
        return splits;
    }

    private void cut(Graph graph) {
        Split current = null;
        int n = graph.nodeCount();
        for (int i = 0; i < n; i++) {
            Tensor t = graph.node(i);
            if (t.op.isView()) {
                continue;
            }
            if (current == null || startsSplit(t, current)) {
                if (current != null) {
                    current.last = i;
                }
                current = new Split(t.backend, current == null ? 0 : i);
                splits.add(current);
            }
            copySources(t, current);
        }
        if (current != null) {
            current.last = n;
        }
    }

    private static boolean startsSplit(Tensor t, Split current) {
        if (t.backend != current.backend) {
            return true;
        }
        if (current.inputs.isEmpty()) {
            return false;
        }
        for (Tensor s : t.src) {
            if (s.weight && s.backend != current.backend && !Assignment.isUsable(s, current.backend)) {
                return true;
            }
        }
        return false;
    }

    private void copySources(Tensor t, Split split) {
        for (int j = 0; j < t.src.length; j++) {
            Tensor s = t.src[j];
            if (s.backend == split.backend || Assignment.isUsable(s, split.backend)) {
                continue;
            }
            Tensor[] @Nullable [] byBackend = copiesOf(s);
            Tensor[] made = byBackend[split.backend];
            if (made == null) {
                made = copies(s, split.backend, 0);
                byBackend[split.backend] = made;
                split.inputs.add(s);
            }
            t.src[j] = made[0];
        }
    }

    private Tensor[] @Nullable [] copiesOf(Tensor s) {
        return copies.computeIfAbsent(s, any -> new Tensor[backends][]);
    }

    /** Returns the copies of a tensor on a backend; they must have been made. */
    Tensor[] copies(Tensor s, int backend) {
        Tensor[] made = copiesOf(s)[backend];
        if (made == null) {
            throw new IllegalStateException("no copy of " + s);
        }
        return made;
    }

    /** Gives a graph input its further instances for pipeline parallelism, itself being the first. */
    Tensor[] instancesOfInput(Tensor input) {
        Tensor[] @Nullable [] byBackend = copiesOf(input);
        Tensor[] made = byBackend[input.backend];
        if (made == null) {
            made = copies(input, input.backend, 1);
            made[0] = input;
            input.output = true;
            byBackend[input.backend] = made;
        }
        return made;
    }

    private Tensor[] copies(Tensor s, int backend, int from) {
        Tensor[] made = new Tensor[copyCount];
        for (int i = from; i < copyCount; i++) {
            Tensor copy = Tensor.sameLayout(s);
            copy.backend = backend;
            copy.input = copyCount > 1;
            copy.output = copyCount > 1;
            made[i] = copy;
        }
        return made;
    }
}
