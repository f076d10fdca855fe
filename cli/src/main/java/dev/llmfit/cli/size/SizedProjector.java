package dev.llmfit.cli.size;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.projector.ProjectorEstimator;
import dev.llmfit.sizing.projector.ProjectorEstimator.ProjectorMemory;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vision projector that a launch loads beside its model ({@code --mmproj}).
 *
 * @param name the projector
 * @param device index of the GPU it lies on, or -1 for the host
 * @param place where it lies, in words
 * @param memory its buffers
 */
public record SizedProjector(String name, int device, String place, ProjectorMemory memory) {
    /**
     * Sizes a projector on a machine: on the first GPU of its own, else the first one ({@code clip_ctx} in
     * {@code tools/mtmd/clip.cpp}).
     *
     * @param offload false for {@code --no-mmproj-offload}
     */
    public static SizedProjector of(
            Model projector, Machine machine, boolean offload, FlashAttn flashAttention, EngineBuild build) {
        int device = offload ? first(machine.devices()) : -1;
        Optional<Backend> backend = device < 0
                ? Optional.empty()
                : Optional.of(machine.devices().get(device).backend());
        ProjectorMemory memory =
                ProjectorEstimator.estimate(projector, backend, flashAttention != FlashAttn.OFF, build);
        String place = device < 0 ? "the host" : machine.devices().get(device).name();
        return new SizedProjector(projector.name(), device, place, memory);
    }

    private static int first(List<Device> devices) {
        for (int d = 0; d < devices.size(); d++) {
            if (!devices.get(d).name().startsWith("RPC")) {
                return d;
            }
        }
        return devices.isEmpty() ? -1 : 0;
    }

    /** Returns its buffers as an estimate beside that of the model. */
    Estimate estimate(Estimate model) {
        List<BufferSizes> devices = new ArrayList<>();
        for (int d = 0; d < model.devices().size(); d++) {
            devices.add(d == device ? memory.device() : nothing());
        }
        BufferSizes host = device < 0 ? memory.device().plus(memory.host()) : memory.host();
        return new Estimate(
                model.nCtx(), devices, host, model.layerDevice(), Estimate.ComputeBasis.GRAPH, model.flashAttn());
    }

    private static BufferSizes nothing() {
        return new BufferSizes("projector", Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);
    }

    /** Returns it as JSON. */
    Map<String, Object> json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("device", device < 0 ? "host" : place);
        tree.put("weights", memory.device().weights());
        tree.put("compute", memory.device().compute());
        tree.put("host_compute", memory.host().compute());
        tree.put("image_size", memory.imageSize());
        return tree;
    }

    /** Returns it in a sentence. */
    String sentence() {
        return String.format(
                java.util.Locale.ROOT,
                "projector %s on %s: %,.1f MiB weights, %,.1f MiB for an image of %d × %d, part of the table",
                name,
                place,
                memory.device().weights().mib(),
                memory.device().compute().mib(),
                memory.imageSize(),
                memory.imageSize());
    }
}
