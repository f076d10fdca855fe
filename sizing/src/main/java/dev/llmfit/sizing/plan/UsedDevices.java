package dev.llmfit.sizing.plan;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;

/**
 * The devices that a launch uses: all, with split mode NONE only the main one, with TENSOR one that is made of all.
 *
 * <p>Source: {@code llama_prepare_model_devices} in {@code src/llama.cpp}.
 *
 * @param list the devices used, in order
 * @param first index of the first one among all
 * @param joined how many are one; 0 if each is itself
 */
record UsedDevices(List<DeviceMemory> list, int first, int joined) {
    UsedDevices {
        list = List.copyOf(list);
        Amount.count(first, "first");
        Amount.count(joined, "joined");
    }

    private UsedDevices(List<DeviceMemory> list, int first) {
        this(list, first, 0);
    }

    static UsedDevices of(List<DeviceMemory> devices, LaunchOptions options) {
        if (options.splitMode() == SplitMode.ROW && !devices.isEmpty()) {
            DeviceMemory device = devices.getFirst();
            throw new LaunchRefusedException(
                    device.backend() == Backend.SYCL
                            ? "split mode 'row' is not modelled"
                            : String.format("device %s does not support split buffers", device.name()));
        }
        if (options.splitMode() == SplitMode.TENSOR && devices.isEmpty()) {
            throw new LaunchRefusedException("LLAMA_SPLIT_MODE_TENSOR needs >= 1 devices");
        }
        if (options.splitMode() == SplitMode.LAYER || devices.isEmpty()) {
            return new UsedDevices(devices, 0);
        }
        if (options.splitMode() == SplitMode.TENSOR) {
            return new UsedDevices(List.of(joined(devices)), 0, devices.size());
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

    /** One device that has the memory of all ({@code ggml_backend_meta_device}). */
    private static DeviceMemory joined(List<DeviceMemory> devices) {
        DeviceMemory first = devices.getFirst();
        if (devices.stream().anyMatch(d -> d.backend() != first.backend())) {
            throw new LaunchRefusedException("-sm tensor over several backends is not modelled");
        }
        Bytes total = Bytes.ZERO;
        Bytes free = Bytes.ZERO;
        for (DeviceMemory device : devices) {
            total = total.plus(device.total());
            free = free.plus(device.free());
        }
        return new DeviceMemory("every GPU", first.backend(), free, total);
    }

    /** Returns the pool of a device among all, or -1 if it is not used. */
    int poolOf(int device) {
        int pool = joined > 0 ? 0 : device - first;
        return pool >= 0 && pool < list.size() ? pool : -1;
    }

    /** Returns the index among all devices of a pool, or -1 for the host. */
    int deviceOf(int pool) {
        return pool < list.size() ? first + pool : -1;
    }
}
