/** The hyper-parameters of llama.cpp's architectures, read from the metadata of a model. */
@NullMarked
package dev.llmfit.gguf.arch;

import org.jspecify.annotations.NullMarked;
