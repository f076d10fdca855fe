/** Checkpoints as they are published for engines that read safetensors: what their headers and {@code config.json} say. */
@NullMarked
package dev.llmfit.gguf.checkpoint;

import org.jspecify.annotations.NullMarked;
