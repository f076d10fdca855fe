package dev.llmfit.sizing.plan;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.units.Amount;
import java.util.List;

/**
 * The devices that a launch uses: all, or with split mode NONE only the main one.
 *
 * <p>Source: {@code llama_prepare_model_devices} in {@code src/llama.cpp}.
 *
 * @param list the devices used, in order
 * @param first index of the first one among all
 */
record UsedDevices(List<DeviceMemory> list, int first) {
    UsedDevices {
        list = List.copyOf(list);
        Amount.count(first, "first");
    }

    static UsedDevices of(List<DeviceMemory> devices, LaunchOptions options) {
        if (options.splitMode() == SplitMode.ROW && !devices.isEmpty()) {
            DeviceMemory device = devices.getFirst();
            throw new LaunchRefusedException(
                    device.backend() == Backend.SYCL
                            ? "split mode 'row' is not modelled"
                            : String.format("device %s does not support split buffers", device.name()));
        }
        if (options.splitMode() == SplitMode.LAYER || devices.isEmpty()) {
            return new UsedDevices(devices, 0);
        }
        int main = options.mainGpu();
        if (main < 0) {
            return new UsedDevices(List.of(), 0);
        }
        if (main >= devices.size()) {
            throw new LaunchRefusedException(
                    String.format("invalid value for main_gpu: %d (available devices: %d)", main, devices.size()));
        }
        return new UsedDevices(List.of(devices.get(main)), main);
    }

    /** Returns the pool of a device among all, or -1 if it is not used. */
    int poolOf(int device) {
        int pool = device - first;
        return pool >= 0 && pool < list.size() ? pool : -1;
    }

    /** Returns the index among all devices of a pool, or -1 for the host. */
    int deviceOf(int pool) {
        return pool < list.size() ? first + pool : -1;
    }
}
