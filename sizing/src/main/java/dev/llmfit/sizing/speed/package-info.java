/**
 * Tokens per second: prompt processing and token generation with a range and its basis.
 *
 * <p>{@code ModelWork} counts what one token costs from the tensors, {@code SpeedConstants} holds what was fitted to
 * measurements (with sample counts), and {@code GenerationTime}, {@code PromptTime} and {@code ProcessorTime} turn both into
 * seconds. {@code SpeedModel} is the entry.
 */
@NullMarked
package dev.llmfit.sizing.speed;

import org.jspecify.annotations.NullMarked;
