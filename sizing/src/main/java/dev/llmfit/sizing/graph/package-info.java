/**
 * Compute graphs and their memory: tensors, the scheduler that spreads a graph over devices, and the allocator that
 * finds the size of each compute buffer. Mirrors {@code ggml-alloc.c} and {@code ggml-backend.cpp} of llama.cpp.
 */
@NullMarked
package dev.llmfit.sizing.graph;

import org.jspecify.annotations.NullMarked;
