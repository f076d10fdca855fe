package dev.llmfit.sizing.families;

import dev.llmfit.sizing.builder.GraphBuilder;

/**
 * The compute graph of one or more architectures. Implementations have no state. The order in which a family makes and
 * expands tensors is llama.cpp's order: memory depends on it.
 */
@FunctionalInterface
public interface Family {
    /** Builds the graph of a batch and ends it with {@link GraphBuilder#finish}. */
    void build(GraphBuilder b);
}
