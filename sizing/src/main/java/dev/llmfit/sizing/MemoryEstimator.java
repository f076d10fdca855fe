package dev.llmfit.sizing;

import dev.llmfit.gguf.Model;
import java.util.List;

/** Memory of a launch on given devices. */
public interface MemoryEstimator {
    /**
     * Returns what llama.cpp allocates for this launch.
     *
     * @param model shape and tensor types
     * @param devices GPUs in llama.cpp's order; empty for CPU only
     * @param options launch options
     * @param build llama.cpp build to model
     * @throws LaunchRefusedException if llama.cpp refuses the launch
     * @throws UnsupportedArchitectureException if the architecture is not modelled
     */
    Estimate estimate(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build);

    /**
     * Returns what a second context on the layers for next-token prediction allocates ({@code --spec-type draft-mtp}), with the weights it
     * runs on.
     *
     * @param options those of the model's own context, with the types of the draft's caches
     * @throws LaunchRefusedException if the model has no such layers, or llama.cpp cannot compute them
     */
    default Estimate nextTokenContext(
            Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        throw new LaunchRefusedException("no second context of " + model.name() + " is sized here");
    }
}
