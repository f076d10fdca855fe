package dev.llmfit.sizing.graph;

/** What the scheduler and the allocator need to know about a backend and its memory. */
public interface BackendRules {
    /** Holds a tensor in memory until a later node has run ({@code ggml_backend_graph_dep}). */
    @FunctionalInterface
    interface KeepAlive {
        /** Holds {@code tensor} until {@code node} has run. */
        void until(Tensor tensor, Tensor node);
    }

    /** Returns the alignment of allocations in bytes. */
    int alignment();

    /** Returns the bytes of the largest single buffer; {@link Long#MAX_VALUE} if unlimited. */
    long maxChunk();

    /** Returns the bytes a tensor takes, without alignment ({@code get_alloc_size}). */
    long allocSize(Tensor t);

    /** Returns whether this backend runs an operation ({@code supports_op}). */
    boolean supports(Tensor t);

    /** Returns whether this backend takes an operation on weights in host memory ({@code offload_op}). */
    boolean offloads(Tensor t);

    /** Returns the nodes of a split in the order this backend runs them ({@code graph_optimize}). */
    Tensor[] optimize(Tensor[] nodes, KeepAlive keep);
}
