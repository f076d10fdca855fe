package dev.llmfit.sizing.backend;

import dev.llmfit.sizing.graph.BackendRules.KeepAlive;
import dev.llmfit.sizing.graph.Tensor;

/** How a backend orders the nodes of a split before memory is planned ({@code graph_optimize}). */
@FunctionalInterface
interface NodeOrder {
    /** Leaves the nodes as they are. */
    NodeOrder UNCHANGED = (nodes, keep) -> nodes;

    /** Returns the nodes in their new order; the array may be changed. */
    Tensor[] apply(Tensor[] nodes, KeepAlive keep);
}
