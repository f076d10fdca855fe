/**
 * What each ggml backend adds to plain tensor sizes: alignment, scratch memory, node order and what stays alive for fused
 * kernels.
 */
@NullMarked
package dev.llmfit.sizing.backend;

import org.jspecify.annotations.NullMarked;
