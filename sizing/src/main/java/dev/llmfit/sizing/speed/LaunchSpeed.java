package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareDatabase;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine as the speed model sees it, ready to be asked about launches.
 *
 * @param devices GPUs in llama.cpp's order
 * @param host processor and system memory; empty if the bandwidth of its memory is not known
 */
public record LaunchSpeed(List<SpeedDevice> devices, Optional<SpeedHost> host) {
    public LaunchSpeed {
        devices = List.copyOf(devices);
    }

    /**
     * Reads a machine.
     *
     * @param backend id of the backend to assume for every device, instead of the device's own
     * @return empty if the memory bandwidth of a device is not known
     * @throws IllegalArgumentException if there is no such backend
     */
    public static Optional<LaunchSpeed> of(Machine machine, Optional<String> backend) {
        Optional<Backend> wanted = backend.map(
                id -> Backend.byId(id).orElseThrow(() -> new IllegalArgumentException("unknown backend '" + id + "'")));
        List<SpeedDevice> devices = new ArrayList<>();
        for (Device device : machine.devices()) {
            Optional<SpeedDevice> known = SpeedDevice.of(device, HardwareDatabase.bundled());
            if (known.isEmpty()) {
                return Optional.empty();
            }
            devices.add(wanted.map(known.get()::withBackend).orElse(known.get()));
        }
        return Optional.of(new LaunchSpeed(devices, SpeedHost.of(machine)));
    }

    /**
     * Predicts a launch that was sized on this machine, one sequence.
     *
     * @return empty if something runs on the CPU and the bandwidth of its memory is not known
     */
    public Optional<SpeedEstimate> predict(
            SpeedModel model,
            ModelWork work,
            LaunchOptions options,
            Estimate estimate,
            int nPrompt,
            int nGen,
            int depth) {
        SpeedRequest request = new SpeedRequest(
                work, options, estimate.layerDevice(), estimate.flashAttn(), devices, host, nPrompt, nGen, depth, 1);
        return request.usesHost() && host.isEmpty() ? Optional.empty() : Optional.of(model.predict(request));
    }
}
