package dev.llmfit.sizing.builder;

import dev.llmfit.sizing.graph.BackendRules;
import dev.llmfit.sizing.graph.Scheduler;
import dev.llmfit.sizing.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The fused operations of a graph, to find out which stay on ({@code resolve_fused_ops}). */
public final class FusedNodes {
    private record Node(FusedOp op, Tensor tensor, int layerPool) {}

    private final List<Node> nodes = new ArrayList<>();

    void add(FusedOp op, Tensor node, int layerPool) {
        nodes.add(new Node(op, node, layerPool));
    }

    /** Returns whether the graph has the operation. */
    public boolean has(FusedOp op) {
        return nodes.stream().anyMatch(n -> n.op == op);
    }

    /** Returns whether every node of the operation was assigned to the device of its layer. */
    public boolean runWithTheirLayers(FusedOp op) {
        return nodes.stream().allMatch(n -> n.op != op || Scheduler.backendOf(n.tensor) == n.layerPool);
    }

    /** Returns whether the device of a layer cannot run the operation. */
    public boolean areMissing(FusedOp op, List<? extends BackendRules> backends) {
        return nodes.stream()
                .anyMatch(n -> n.op == op && !backends.get(n.layerPool).supports(n.tensor));
    }
}
