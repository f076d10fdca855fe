package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.graph.Graph;

/**
 * The memory and the table in which llama.cpp keeps the tensors of a graph. They have room for some nodes for each tensor of the file; a
 * graph with more of them ends the process.
 *
 * <p>Source: {@code llama_context::graph_max_nodes} in {@code src/llama-context.cpp}, {@code ggml_hash_size} and {@code
 * ggml_hash_find_or_insert} in {@code ggml.c} and {@code ggml-impl.h}.
 */
final class GraphTable {
    /** Least nodes of a graph ({@code graph_max_nodes}). */
    private static final long LEAST = 1024;

    /** Nodes for each tensor of the model ({@code graph_max_nodes}). */
    private static final long FOR_TENSOR = 8;

    /** Nodes of a large graph for each token and for each tensor of the model ({@code graph_max_nodes}). */
    private static final long LARGE_FOR_TOKEN = 40;

    private static final long LARGE_FOR_TENSOR = 32;

    /** Nodes for each pair of matrices of an adapter ({@code llama_adapter_lora::get_n_nodes}). */
    private static final long FOR_ADAPTED = 6;

    /** Sizes of tables: the next primes after powers of two ({@code ggml_hash_size}). */
    private static final long[] PRIMES = {1031, 2053, 4099, 8209, 16_411, 32_771, 65_537, 131_101, 262_147};

    private GraphTable() {}

    /**
     * Checks that a graph fits.
     *
     * @param tokens tokens of the largest batch
     * @throws LaunchRefusedException if it does not
     */
    static void check(Placement placement, Graph graph, long tokens) {
        HyperParameters hp = placement.model().hyperParameters();
        if (hp.has(ArchitectureTrait.LARGEST_GRAPH)) {
            return;
        }
        long nodes = mostNodes(placement, tokens);
        long made = (long) graph.nodeCount() + inputs(graph);
        long tensors = (long) graph.nodeCount() + graph.leafCount();
        if (made > nodes || tensors > size(nodes)) {
            boolean quantized = placement.launch().typeK().isQuantized()
                    || placement.launch().typeV().isQuantized();
            boolean slots =
                    hp.has(ArchitectureTrait.LARGE_GRAPH) && placement.launch().sequences() > 1;
            throw new LaunchRefusedException(placement.launch().build().name() + " aborts: the graph has "
                    + (made > nodes ? made : tensors) + " tensors, and there is room for "
                    + (made > nodes ? nodes : size(nodes))
                    + (quantized ? "; a cache that is not quantized needs fewer" : "")
                    + (slots ? "; fewer slots need fewer" : ""));
        }
    }

    private static long mostNodes(Placement placement, long tokens) {
        long count = placement.weights().tensorCount();
        if (placement.model().hyperParameters().has(ArchitectureTrait.LARGE_GRAPH)) {
            return Math.max(LARGE_FOR_TOKEN * tokens, LARGE_FOR_TENSOR * count);
        }
        return Math.max(LEAST, FOR_TENSOR * count)
                + FOR_ADAPTED * placement.weights().adaptedCount();
    }

    /** Tensors of the graph that are neither computed nor lie in memory of their own, as weights and caches do. */
    private static long inputs(Graph graph) {
        long inputs = 0;
        for (int i = 0; i < graph.leafCount(); i++) {
            inputs += graph.leaf(i).isExternal() ? 0 : 1;
        }
        return inputs;
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
