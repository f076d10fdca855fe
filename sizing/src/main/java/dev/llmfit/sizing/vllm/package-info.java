/** vLLM: weights on each GPU, KV cache in blocks, what is left for it, and what releases changed. */
@NullMarked
package dev.llmfit.sizing.vllm;

import org.jspecify.annotations.NullMarked;
