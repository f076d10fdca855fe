package dev.llmfit.sizing.engines;

import dev.llmfit.probe.Machine;
import java.util.List;
import java.util.Optional;

/**
 * An inference engine whose launches are sized: what its weights take, its cache, what is left for it, and what its arguments
 * change. Each has a package of its own; nothing outside asks which one it is.
 */
public interface SizedEngine {
    /** Returns its name in questions, for example {@code vllm}. */
    String id();

    /** Returns its name for people, {@code vLLM}. */
    String title();

    /** Returns whether launches of it are recommended to teams, and not only sized. */
    default boolean isRecommended() {
        return false;
    }

    /** Returns the arguments of a launch that are understood, in the order in which they are told. */
    List<LaunchArgument> arguments();

    /** Returns the hardware that arguments name, as a machine is named everywhere; empty if they name none. */
    default Optional<String> hardware(LaunchArguments launch) {
        return Optional.empty();
    }

    /** Returns whether arguments tell all that is needed of the machine. */
    boolean needsNoMachine(LaunchArguments launch);

    /**
     * Sizes a launch.
     *
     * @param model the model
     * @param launch arguments of {@link #arguments()}
     * @param machine where it runs; empty if the arguments tell all that is needed of it
     * @throws LaunchArgumentException if an argument has a value that the engine does not know
     * @throws dev.llmfit.sizing.LaunchRefusedException if the engine would refuse the launch whatever memory there is
     */
    EngineSize size(EngineModel model, LaunchArguments launch, Optional<Machine> machine);
}
