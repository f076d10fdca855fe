package dev.llmfit.sizing;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Bytes;
import java.util.List;

/**
 * A device as sizing sees it.
 *
 * @param name llama.cpp's device name
 * @param backend rules that apply
 * @param free memory available now; decides the default split
 * @param total memory in all
 */
public record DeviceMemory(String name, Backend backend, Bytes free, Bytes total) {
    /** Returns a machine's GPUs in their order; what a runtime may use of each counts as its memory. */
    public static List<DeviceMemory> of(Machine machine) {
        return machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
    }
}
