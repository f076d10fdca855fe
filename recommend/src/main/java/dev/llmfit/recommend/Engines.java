package dev.llmfit.recommend;

import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.MemoryEstimator;

/**
 * What sizes and times launches.
 *
 * @param memory exact memory
 * @param speed expected speed
 * @param build modelled llama.cpp build
 */
public record Engines(MemoryEstimator memory, SpeedModel speed, EngineBuild build) {}
