package dev.llmfit.sizing.builder;

import dev.llmfit.sizing.graph.Tensor;

/**
 * Queries, keys and values of a layer, each [head, heads, tokens].
 *
 * @param q queries
 * @param k keys
 * @param v values
 */
public record Qkv(Tensor q, Tensor k, Tensor v) {}
