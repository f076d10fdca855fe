package dev.llmfit.recommend.team;

import dev.llmfit.sizing.vllm.VllmQuantization;

/**
 * Arguments of a launch that are varied.
 *
 * @param weights how linear layers are kept
 * @param fp8Cache whether the cache has 8 bits
 * @param split over GPUs
 * @param smallStep whether a step has fewer tokens than usual
 * @param drafts tokens that are drafted ahead
 */
record VllmChoice(VllmQuantization weights, boolean fp8Cache, ServedSplit split, boolean smallStep, int drafts) {}
