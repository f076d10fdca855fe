/** Turns descriptions of models that are not GGUF files, {@code config.json} of transformers, into the fields of a layout. */
@org.jspecify.annotations.NullMarked
package dev.llmfit.gguf.convert;
