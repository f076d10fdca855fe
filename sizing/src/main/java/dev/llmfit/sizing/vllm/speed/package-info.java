/** How long steps of vLLM take: tokens per second of one request and of all, and the wait for the first token. */
@NullMarked
package dev.llmfit.sizing.vllm.speed;

import org.jspecify.annotations.NullMarked;
