package dev.llmfit.probe;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * A machine, present or simulated.
 *
 * @param id profile id, database id or {@code this-machine}
 * @param os {@code linux}, {@code macos}, {@code windows} …
 * @param arch {@code x86_64} or {@code arm64}
 * @param enclosure what a program here is enclosed in
 * @param cpu processors
 * @param pools memory; the first is the one the CPU uses
 * @param devices GPUs in llama.cpp's order; empty on a CPU-only machine
 * @param warnings what is odd
 * @param excluded GPUs that were seen but are not used
 */
public record Machine(
        String id,
        String os,
        String arch,
        Enclosure enclosure,
        Cpu cpu,
        List<Pool> pools,
        List<Device> devices,
        List<Warning> warnings,
        List<ExcludedDevice> excluded) {
    public Machine {
        pools = List.copyOf(pools);
        devices = List.copyOf(devices);
        warnings = List.copyOf(warnings);
        excluded = List.copyOf(excluded);
    }

    /** Returns the same machine with other memory. */
    public Machine withPools(List<Pool> other) {
        return withDevices(other, devices);
    }

    /** Returns the same machine with other devices and the memory that they are in. */
    public Machine withDevices(List<Pool> otherPools, List<Device> otherDevices) {
        return new Machine(id, os, arch, enclosure, cpu, otherPools, otherDevices, warnings, excluded);
    }

    /** Returns the same machine with no memory whose bandwidth was measured. */
    public Machine unmeasured() {
        return withPools(pools.stream().map(Pool::unmeasured).toList());
    }

    /** Returns the pool that the CPU uses. */
    public Pool hostPool() {
        return pools.getFirst();
    }

    /**
     * Returns the pool with this id.
     *
     * @throws NoSuchElementException if there is none
     */
    public Pool pool(String poolId) {
        return pools.stream().filter(p -> p.id().equals(poolId)).findFirst().orElseThrow();
    }
}
