/** How a file type mixes tensor types, and how large the file becomes. */
@NullMarked
package dev.llmfit.gguf.quant;

import org.jspecify.annotations.NullMarked;
