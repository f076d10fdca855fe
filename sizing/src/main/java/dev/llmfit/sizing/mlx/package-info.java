/** Memory of mlx-lm: weights of its quantizations, caches slot by slot, the peak of a prefill, what the GPU of a Mac may use. */
@NullMarked
package dev.llmfit.sizing.mlx;

import org.jspecify.annotations.NullMarked;
