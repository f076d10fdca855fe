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
}
