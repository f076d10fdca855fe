package dev.llmfit.answers.size;

import dev.llmfit.sizing.projector.ProjectorEstimator.ProjectorMemory;

/**
 * A vision projector that a launch loads beside its model ({@code --mmproj}).
 *
 * @param name the projector
 * @param place name of the GPU that it lies on, or {@code host}
 * @param memory its buffers; they are part of the launch's
 */
public record SizedProjector(String name, String place, ProjectorMemory memory) {}
