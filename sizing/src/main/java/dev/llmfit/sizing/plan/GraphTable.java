package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.graph.Graph;

/**
 * The table in which llama.cpp keeps the tensors of a graph. It has room for some nodes for each tensor of the file; a graph with more of
 * them ends the process.
 *
 * <p>Source: {@code llama_context::graph_max_nodes} in {@code src/llama-context.cpp}, {@code ggml_hash_size} and {@code
 * ggml_hash_find_or_insert} in {@code ggml.c} and {@code ggml-impl.h}.
 */
final class GraphTable {
    /** Least nodes of a graph ({@code graph_max_nodes}). */
    private static final long LEAST = 1024;

    /** Nodes for each tensor of the model ({@code graph_max_nodes}). */
    private static final long FOR_TENSOR = 8;

    /** Nodes for each pair of matrices of an adapter ({@code llama_adapter_lora::get_n_nodes}). */
    private static final long FOR_ADAPTED = 6;

    /** Sizes of tables: the next primes after powers of two ({@code ggml_hash_size}). */
    private static final long[] PRIMES = {1031, 2053, 4099, 8209, 16_411, 32_771, 65_537, 131_101, 262_147};

    private GraphTable() {}

    /**
     * Checks that a graph fits.
     *
     * @throws LaunchRefusedException if it does not
     */
    static void check(Placement placement, Graph graph) {
        if (placement.model().hyperParameters().has(ArchitectureTrait.LARGE_GRAPH)) {
            return;
        }
        long nodes = Math.max(LEAST, FOR_TENSOR * placement.weights().tensorCount())
                + FOR_ADAPTED * placement.weights().adaptedCount();
        long size = size(nodes);
        long tensors = (long) graph.nodeCount() + graph.leafCount();
        if (tensors > size) {
            throw new LaunchRefusedException(placement.launch().build().name()
                    + " aborts: the graph has " + tensors + " tensors, and its table has room for " + size
                    + (placement.launch().typeK().isQuantized()
                                    || placement.launch().typeV().isQuantized()
                            ? "; a cache that is not quantized needs fewer"
                            : ""));
        }
    }

    private static long size(long nodes) {
        for (long prime : PRIMES) {
            if (prime >= nodes) {
                return prime;
            }
        }
        return nodes | 1;
    }
}
