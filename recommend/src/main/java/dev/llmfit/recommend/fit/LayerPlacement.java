package dev.llmfit.recommend.fit;

import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.OptionalLong;

/**
 * A placement of layers that fits.
 *
 * @param options the launch
 * @param estimate what it allocates, exactly
 * @param missing bytes that one more layer on the GPU would miss; empty if there is none to move
 */
public record LayerPlacement(LaunchOptions options, Estimate estimate, OptionalLong missing) {}
