/** Tensor layouts and metadata of llama.cpp's architectures, built from the fields of a catalogue entry. */
@NullMarked
package dev.llmfit.gguf.layout;

import org.jspecify.annotations.NullMarked;
