/** Phantom files: the exact tensor layout of a model without its weights, for an engine to load and run. */
@NullMarked
package dev.llmfit.gguf.phantom;

import org.jspecify.annotations.NullMarked;
