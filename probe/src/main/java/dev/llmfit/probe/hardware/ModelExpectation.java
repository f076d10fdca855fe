package dev.llmfit.probe.hardware;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What must hold for a model on a machine, or on every machine of a file.
 *
 * @param model reference to the model
 * @param fileType file type, for example {@code Q4_K_M}
 * @param users people served at the same time
 * @param ctx tokens of context that each of them must have
 * @param launch what is fixed of the launch
 * @param minTokensPerSecond generated tokens per second that each of them must get
 * @param verdict verdict that must come out, or several of which one must
 */
public record ModelExpectation(
        String model,
        Optional<String> fileType,
        OptionalInt users,
        OptionalInt ctx,
        FixedLaunch launch,
        OptionalDouble minTokensPerSecond,
        Optional<String> verdict) {

    /**
     * What is fixed of a launch, by llama.cpp's names; the rest is chosen.
     *
     * @param nGpuLayers layers on the GPUs
     * @param typeK type of the K cache
     * @param typeV type of the V cache
     * @param nUbatch physical batch
     * @param engine {@code llama.cpp}, or a build of it such as {@code b11434}
     */
    public record FixedLaunch(
            OptionalInt nGpuLayers,
            Optional<String> typeK,
            Optional<String> typeV,
            OptionalInt nUbatch,
            Optional<String> engine) {}

    /** Returns what is launched, without what must come out of it. */
    public ModelExpectation withoutBounds() {
        return new ModelExpectation(model, fileType, users, ctx, launch, OptionalDouble.empty(), Optional.empty());
    }
}
