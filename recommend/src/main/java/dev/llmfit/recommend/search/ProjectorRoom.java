package dev.llmfit.recommend.search;

import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.projector.ProjectorEstimator;
import dev.llmfit.sizing.projector.ProjectorEstimator.ProjectorMemory;
import dev.llmfit.sizing.projector.ProjectorPlace;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * The projector that a launch for images loads beside its model: it takes its memory first, the launch gets what is left.
 *
 * @param memory what it takes; empty if the launch is not for images, or nothing is known of a projector
 * @param device index of the GPU that it lies on; empty for the host
 */
public record ProjectorRoom(Optional<ProjectorMemory> memory, Optional<Integer> device) {
    /** Nothing is loaded beside the model. */
    private static final ProjectorRoom NONE = new ProjectorRoom(Optional.empty(), Optional.empty());

    /** Returns what a launch for a use case needs beside its model. */
    public static ProjectorRoom of(ModelOffer offer, UseCase useCase, Machine machine, EngineBuild build) {
        Optional<ProjectorFile> file = useCase == UseCase.VISION ? offer.projector() : Optional.empty();
        if (file.isEmpty()) {
            return NONE;
        }
        Optional<Integer> device = ProjectorPlace.device(machine);
        ProjectorMemory memory = ProjectorEstimator.estimate(
                file.get(), device.map(d -> machine.devices().get(d).backend()), true, build);
        return new ProjectorRoom(Optional.of(memory), device);
    }

    /** Returns the budgets that are left for the model. */
    public Budgets left(Budgets budgets) {
        return memory.map(m -> budgets.without(
                        ProjectorPlace.alone(m, device, budgets.devices().size())))
                .orElse(budgets);
    }

    /** Returns what launch and projector allocate together. */
    public Estimate beside(Estimate launch) {
        return memory.map(m -> launch.beside(
                        ProjectorPlace.alone(m, device, launch.devices().size())))
                .orElse(launch);
    }

    /** Returns the bytes of its weights; empty if nothing is loaded beside the model. */
    public Optional<Bytes> weights() {
        return memory.map(m -> m.device().weights());
    }
}
