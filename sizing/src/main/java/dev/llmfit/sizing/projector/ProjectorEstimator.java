package dev.llmfit.sizing.projector;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Graph;
import dev.llmfit.sizing.graph.Scheduler;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sizes the vision projector that {@code --mmproj} loads beside a model: its weights lie on one device, and its graph is planned
 * for the image it is warmed up with. A larger image later takes more.
 *
 * <p>Source: {@code clip_init} and {@code clip_model_loader::warmup} in {@code tools/mtmd/clip.cpp}.
 */
public final class ProjectorEstimator {
    private ProjectorEstimator() {}

    /**
     * Memory of a projector.
     *
     * @param device what lies on its device, or on the host without one
     * @param host what lies on the host beside a device
     * @param imageSize width and height of the warm-up image in pixels; empty if only the number of weights is known
     */
    public record ProjectorMemory(BufferSizes device, BufferSizes host, OptionalInt imageSize) {
        public ProjectorMemory {
            imageSize.ifPresent(size -> Amount.count(size, "imageSize"));
        }
    }

    /**
     * Compute buffer of an encoder whose graph is not known: that of Qwen3-VL, the largest that was recorded with flash attention
     * and without windows ({@code projector-launches.tsv}, llama.cpp b11434).
     */
    private static final Bytes LARGEST_COMPUTE = Bytes.of(288_859_392);

    private static final long F16_BYTES = 2;

    /** Returns whether a file is a projector. */
    private static boolean isProjector(Model model) {
        return model.architecture().equals("clip");
    }

    /** Limits of gemma4's projections are read as numbers, not loaded as tensors. */
    private static boolean isLimit(String name) {
        return name.endsWith(".input_max")
                || name.endsWith(".input_min")
                || name.endsWith(".output_max")
                || name.endsWith(".output_min");
    }

    /**
     * Sizes a projector.
     *
     * @param model the projector's file
     * @param backend of the device it runs on; empty for the CPU
     * @param flashAttention false for {@code -fa off}
     * @throws LaunchRefusedException if the file is no vision projector
     * @throws dev.llmfit.sizing.UnsupportedArchitectureException if its type is not modelled
     */
    public static ProjectorMemory estimate(
            Model model, Optional<Backend> backend, boolean flashAttention, EngineBuild build) {
        if (!isProjector(model)) {
            throw new LaunchRefusedException(
                    "'" + model.name() + "' is a model of architecture " + model.architecture() + ", not a projector");
        }
        ProjectorShape shape = ProjectorShape.of(model);
        BackendProfile cpu = BackendProfile.of(Backend.CPU, build);
        List<BackendProfile> backends =
                backend.map(b -> List.of(BackendProfile.of(b, build), cpu)).orElse(List.of(cpu));
        long weights = 0;
        Map<String, Tensor> leaves = new HashMap<>();
        for (TensorInfo info : model.tensors()) {
            if (isLimit(info.name())) {
                continue;
            }
            Tensor leaf = Tensor.leaf(info.type(), info.ne0(), info.ne1(), info.ne2(), info.ne3())
                    .asWeight(info.name(), 0, backend.isEmpty());
            leaves.put(info.name(), leaf);
            BackendProfile profile = backends.getFirst();
            weights = Math.addExact(weights, profile.padded(profile.allocSize(leaf)));
        }
        Graph graph = VisionGraph.build(shape, leaves, flashAttention);
        long[][] chunks = new Scheduler(backends, true, false).chunkSizes(graph);
        long onDevice = Arrays.stream(chunks[0]).sum();
        long onHost = chunks.length > 1 ? Arrays.stream(chunks[1]).sum() : 0;
        return new ProjectorMemory(
                new BufferSizes("projector", Bytes.of(weights), Bytes.ZERO, Bytes.of(onDevice)),
                new BufferSizes("projector", Bytes.ZERO, Bytes.ZERO, Bytes.of(onHost)),
                OptionalInt.of(shape.imageSize()));
    }

    /**
     * Sizes a projector that is not here: by its tensors where they are known, with what its other towers weigh in F16; else by the
     * number of its weights and with the largest usual graph.
     *
     * @param backend of the device it runs on; empty for the CPU
     * @param flashAttention false for {@code -fa off}
     */
    public static ProjectorMemory estimate(
            ProjectorFile file, Optional<Backend> backend, boolean flashAttention, EngineBuild build) {
        if (file.layout().isEmpty()) {
            Bytes weights = Bytes.of(Math.multiplyExact(file.parameters(), F16_BYTES));
            return new ProjectorMemory(
                    new BufferSizes("projector", weights, Bytes.ZERO, LARGEST_COMPUTE),
                    new BufferSizes("projector", Bytes.ZERO, Bytes.ZERO, Bytes.ZERO),
                    OptionalInt.empty());
        }
        Model layout = file.layout().get();
        long seen = layout.tensors().stream().mapToLong(TensorInfo::elements).sum();
        Bytes others = Bytes.of(Math.multiplyExact(Math.max(0, file.parameters() - seen), F16_BYTES));
        ProjectorMemory memory = estimate(layout, backend, flashAttention, build);
        BufferSizes device = memory.device();
        return new ProjectorMemory(
                new BufferSizes("projector", device.weights().plus(others), device.context(), device.compute()),
                memory.host(),
                memory.imageSize());
    }
}
