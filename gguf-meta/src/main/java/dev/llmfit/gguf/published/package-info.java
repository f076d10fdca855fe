/** The GGUF files that repositories publish: which there are, what their names mean, and the tensors behind a name. */
@NullMarked
package dev.llmfit.gguf.published;

import org.jspecify.annotations.NullMarked;
