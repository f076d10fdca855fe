package dev.llmfit.sizing.projector;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.projector.ProjectorEstimator.ProjectorMemory;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a projector lies: on the first GPU of its own, else the first one ({@code clip_ctx} in {@code tools/mtmd/clip.cpp}). */
public final class ProjectorPlace {
    private ProjectorPlace() {}

    /** Returns the index of the GPU that llama.cpp takes; empty for the host. */
    public static Optional<Integer> device(Machine machine) {
        List<Device> devices = machine.devices();
        for (int d = 0; d < devices.size(); d++) {
            if (!devices.get(d).name().startsWith("RPC")) {
                return Optional.of(d);
            }
        }
        return devices.isEmpty() ? Optional.empty() : Optional.of(0);
    }

    /**
     * Returns its buffers as an estimate of a launch on so many devices.
     *
     * @param memory of the projector
     * @param device index of the GPU that it lies on; empty for the host
     * @param count number of devices
     */
    public static Estimate alone(ProjectorMemory memory, Optional<Integer> device, int count) {
        List<BufferSizes> devices = new ArrayList<>();
        for (int d = 0; d < count; d++) {
            devices.add(device.isPresent() && device.get() == d ? memory.device() : nothing());
        }
        BufferSizes host = device.isPresent() ? memory.host() : memory.device().plus(memory.host());
        return new Estimate(0, devices, host, List.of(), Estimate.ComputeBasis.GRAPH, true, false);
    }

    private static BufferSizes nothing() {
        return new BufferSizes("projector", Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);
    }
}
