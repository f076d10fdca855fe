package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;

/** Expected speed of a launch; must not depend on the memory that is left. */
@FunctionalInterface
public interface SpeedModel {
    /**
     * Returns the speed.
     *
     * @param model shape and tensor types
     * @param machine where it runs
     * @param options launch options
     * @param layerDevice for each layer and the output layer its device, or -1 for the CPU
     */
    Speed speed(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice);

    /** Returns generated tokens per second alone: the middle of what {@link #speed} says, for bounds that are asked for often. */
    default double generation(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        return speed(model, machine, options, layerDevice).tg().mid();
    }
}
