package dev.llmfit.sizing;

import dev.llmfit.gguf.Model;
import java.util.List;
import java.util.function.Predicate;

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
     * Returns what llama.cpp allocates for this launch, or near enough: weights and caches are exact, and where a launch much like it was
     * sized before, its compute buffers are taken first. They are planned only if that does not answer the question.
     *
     * @param enough whether an estimate answers it, with compute buffers a tenth smaller than those of a launch much like it, which
     *     seldom differ by more, or without any; if it does, the answer has those of that launch, else its own
     * @throws LaunchRefusedException if llama.cpp refuses the launch
     * @throws UnsupportedArchitectureException if the architecture is not modelled
     */
    default Estimate estimate(
            Model model,
            List<DeviceMemory> devices,
            LaunchOptions options,
            EngineBuild build,
            Predicate<Estimate> enough) {
        return estimate(model, devices, options, build);
    }

    /**
     * Returns what a launch takes at least: its weights and caches, without compute buffers, which take most of the time to plan.
     *
     * @throws LaunchRefusedException if its placement is refused; what only its graph shows is not seen
     */
    default Estimate least(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return estimate(model, devices, options, build);
    }

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

    /** Returns which matrices on the host devices copy in launches with these options; placement does not count. */
    default HostCopies copies(List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return HostCopies.NONE;
    }
}
