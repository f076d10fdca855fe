package dev.llmfit.cli.size;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.RuntimeOverhead;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Buffers of one device or of the host beside what is free there.
 *
 * @param buffers weights, context and compute
 * @param overhead driver and process, typical
 * @param free what its pool has free now
 * @param left bytes left in the pool after everything that this launch puts there; negative if it does not fit
 */
public record MemoryLine(BufferSizes buffers, RuntimeOverhead overhead, Bytes free, long left) {

    /** Returns a line for each device and last the host; lines of one unified pool share what is left. */
    public static List<MemoryLine> of(Machine machine, Estimate estimate) {
        List<BufferSizes> all = new ArrayList<>(estimate.devices());
        all.add(estimate.host());
        List<Pool> pools = new ArrayList<>();
        List<RuntimeOverhead> overheads = new ArrayList<>();
        for (Device device : machine.devices()) {
            pools.add(machine.pool(device.poolId()));
            overheads.add(
                    RuntimeOverhead.of(device.backend(), device.architecture().orElse("")));
        }
        pools.add(machine.hostPool());
        overheads.add(RuntimeOverhead.of(Backend.CPU, machine.arch()));
        Map<String, Long> needed = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            long used = all.get(i).total().plus(overheads.get(i).typical()).count();
            needed.merge(pools.get(i).id(), used, Math::addExact);
        }
        List<MemoryLine> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Pool pool = pools.get(i);
            Bytes free = i < machine.devices().size() ? machine.devices().get(i).free() : pool.free();
            long left = free.count() - needed.getOrDefault(pool.id(), 0L);
            lines.add(new MemoryLine(all.get(i), overheads.get(i), free, left));
        }
        return lines;
    }

    /** Returns buffers and typical overhead together. */
    public Bytes total() {
        return buffers.total().plus(overhead.typical());
    }
}
