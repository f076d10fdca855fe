package dev.llmfit.sizing.builder;

import dev.llmfit.sizing.graph.BackendRules;
import dev.llmfit.sizing.graph.Scheduler;
import dev.llmfit.sizing.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The nodes of one fused operation of a graph, to find out whether it stays on. */
public final class FusedNodes {
    private record Node(Tensor tensor, int layerPool) {}

    private final List<Node> nodes = new ArrayList<>();

    void add(Tensor node, int layerPool) {
        nodes.add(new Node(node, layerPool));
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Returns whether every node was assigned to the device of its layer ({@code resolve_fused_ops}). */
    public boolean runWithTheirLayers() {
        return nodes.stream().allMatch(n -> Scheduler.backendOf(n.tensor) == n.layerPool);
    }

    /** Returns whether the device of a layer cannot run its node. */
    public boolean areMissing(List<? extends BackendRules> backends) {
        return nodes.stream().anyMatch(n -> !backends.get(n.layerPool).supports(n.tensor));
    }
}
