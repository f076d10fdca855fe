package dev.llmfit.answers.size;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.projector.ProjectorEstimator;
import dev.llmfit.sizing.projector.ProjectorEstimator.ProjectorMemory;
import dev.llmfit.sizing.projector.ProjectorPlace;
import java.util.Optional;
import java.util.function.Function;

/**
 * A projector and the index of the GPU that it lies on.
 *
 * @param told what an answer tells of it
 * @param device index of the GPU; empty for the host
 */
record LoadedProjector(SizedProjector told, Optional<Integer> device) {
    /**
     * Sizes a projector on a machine.
     *
     * @param offload false for {@code --no-mmproj-offload}
     */
    static LoadedProjector of(
            Model projector, Machine machine, boolean offload, FlashAttn flashAttention, EngineBuild build) {
        return of(
                projector.name(),
                backend -> ProjectorEstimator.estimate(projector, backend, flashAttention != FlashAttn.OFF, build),
                machine,
                offload);
    }

    /** Sizes the projector of a model whose files are not here. */
    static LoadedProjector of(
            String model,
            ProjectorFile projector,
            Machine machine,
            boolean offload,
            FlashAttn flashAttention,
            EngineBuild build) {
        return of(
                "of " + model,
                backend -> ProjectorEstimator.estimate(projector, backend, flashAttention != FlashAttn.OFF, build),
                machine,
                offload);
    }

    private static LoadedProjector of(
            String name, Function<Optional<Backend>, ProjectorMemory> sizes, Machine machine, boolean offload) {
        Optional<Integer> device = offload ? ProjectorPlace.device(machine) : Optional.empty();
        Optional<Device> gpu = device.map(machine.devices()::get);
        ProjectorMemory memory = sizes.apply(gpu.map(Device::backend));
        String place = gpu.map(Device::name).orElse("host");
        return new LoadedProjector(new SizedProjector(name, place, memory), device);
    }

    /** Returns its buffers as an estimate beside that of the model. */
    Estimate beside(Estimate model) {
        return ProjectorPlace.alone(told.memory(), device, model.devices().size());
    }
}
