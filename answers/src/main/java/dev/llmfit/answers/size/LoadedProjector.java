package dev.llmfit.answers.size;

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
import java.util.List;
import java.util.Optional;

/**
 * A projector and the index of the GPU that it lies on.
 *
 * @param told what an answer tells of it
 * @param device index of the GPU; empty for the host
 */
record LoadedProjector(SizedProjector told, Optional<Integer> device) {
    /**
     * Sizes a projector on a machine: on the first GPU of its own, else the first one ({@code clip_ctx} in
     * {@code tools/mtmd/clip.cpp}).
     *
     * @param offload false for {@code --no-mmproj-offload}
     */
    static LoadedProjector of(
            Model projector, Machine machine, boolean offload, FlashAttn flashAttention, EngineBuild build) {
        Optional<Integer> device = offload ? first(machine.devices()) : Optional.empty();
        Optional<Device> gpu = device.map(machine.devices()::get);
        Optional<Backend> backend = gpu.map(Device::backend);
        ProjectorMemory memory =
                ProjectorEstimator.estimate(projector, backend, flashAttention != FlashAttn.OFF, build);
        String place = gpu.map(Device::name).orElse("host");
        return new LoadedProjector(new SizedProjector(projector.name(), place, memory), device);
    }

    private static Optional<Integer> first(List<Device> devices) {
        for (int d = 0; d < devices.size(); d++) {
            if (!devices.get(d).name().startsWith("RPC")) {
                return Optional.of(d);
            }
        }
        return devices.isEmpty() ? Optional.empty() : Optional.of(0);
    }

    /** Returns its buffers as an estimate beside that of the model. */
    Estimate beside(Estimate model) {
        ProjectorMemory memory = told.memory();
        List<BufferSizes> devices = new ArrayList<>();
        for (int d = 0; d < model.devices().size(); d++) {
            devices.add(device.isPresent() && device.get() == d ? memory.device() : nothing());
        }
        BufferSizes host = device.isPresent() ? memory.host() : memory.device().plus(memory.host());
        return new Estimate(
                model.nCtx(),
                devices,
                host,
                model.layerDevice(),
                Estimate.ComputeBasis.GRAPH,
                model.flashAttn(),
                model.attentionOnCpu());
    }

    private static BufferSizes nothing() {
        return new BufferSizes("projector", Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);
    }
}
