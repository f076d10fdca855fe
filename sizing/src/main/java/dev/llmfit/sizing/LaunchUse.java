package dev.llmfit.sizing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a launch takes of a machine's memory.
 *
 * @param devices one for each device, in the machine's order
 * @param host the CPU's memory
 */
public record LaunchUse(List<DeviceUse> devices, DeviceUse host) {
    public LaunchUse {
        devices = List.copyOf(devices);
        Objects.requireNonNull(host, "host");
    }

    /** Returns the devices and last the host. */
    public List<DeviceUse> all() {
        List<DeviceUse> all = new ArrayList<>(devices);
        all.add(host);
        return all;
    }

    /** Returns whether every memory has room, margin or not: the launch runs. */
    public boolean holds() {
        return all().stream().allMatch(DeviceUse::holds);
    }

    /** Returns whether every memory keeps its margin: a plan may say that it fits. */
    public boolean fits() {
        return all().stream().allMatch(DeviceUse::fits);
    }
}
