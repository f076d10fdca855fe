/** Which tensors llama.cpp makes of a model of each architecture, and whether a file has exactly these. */
@NullMarked
package dev.llmfit.gguf.tensors;

import org.jspecify.annotations.NullMarked;
