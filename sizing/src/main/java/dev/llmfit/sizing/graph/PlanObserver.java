package dev.llmfit.sizing.graph;

/** Sees what the allocator does, for explanations. */
public interface PlanObserver {
    /** Sees nothing. */
    PlanObserver NONE = new PlanObserver() {};

    /** A tensor got memory in the compute buffer of a backend. */
    default void placed(Tensor t, int backend, long bytes) {}

    /** A tensor's memory is free again. */
    default void freed(Tensor t) {}

    /** A node runs; all tensors placed and not freed are alive. */
    default void ran(Tensor node) {}
}
