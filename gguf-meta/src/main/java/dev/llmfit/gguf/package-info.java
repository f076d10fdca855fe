/** GGUF headers and the types in them. */
@NullMarked
package dev.llmfit.gguf;

import org.jspecify.annotations.NullMarked;
