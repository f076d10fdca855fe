package dev.llmfit.recommend.fit;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.RuntimeOverhead;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of a launch on one device or on the host.
 *
 * @param buffers what llama.cpp allocates, exactly
 * @param overhead what driver and process take beside it, typically; inside the margin
 * @param overheadSource where that number comes from
 * @param free what is free there now
 * @param budget what the plan may use of it
 * @param headroom bytes of the budget that stay unused; negative if it does not fit
 */
public record MemoryUse(
        BufferSizes buffers, Bytes overhead, String overheadSource, Bytes free, Bytes budget, long headroom) {

    /** Returns the use of each device. */
    public static List<MemoryUse> devices(Machine machine, Budgets budgets, Estimate estimate) {
        List<MemoryUse> uses = new ArrayList<>();
        for (int d = 0; d < machine.devices().size(); d++) {
            Device device = machine.devices().get(d);
            RuntimeOverhead overhead =
                    RuntimeOverhead.of(device.backend(), device.architecture().orElse(""));
            uses.add(new MemoryUse(
                    estimate.devices().get(d),
                    overhead.typical(),
                    overhead.source(),
                    device.free(),
                    budgets.devices().get(d),
                    budgets.left(estimate, d)));
        }
        return uses;
    }

    /** Returns the use of the host. */
    public static MemoryUse host(Machine machine, Budgets budgets, Estimate estimate) {
        RuntimeOverhead overhead = RuntimeOverhead.of(Backend.CPU, machine.arch());
        return new MemoryUse(
                estimate.host(),
                overhead.typical(),
                overhead.source(),
                machine.hostPool().free(),
                budgets.host(),
                budgets.hostLeft(estimate));
    }

    /** Returns buffers and overhead together. */
    public Bytes total() {
        return buffers.total().plus(overhead);
    }
}
