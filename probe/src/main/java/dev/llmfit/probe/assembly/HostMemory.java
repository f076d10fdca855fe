package dev.llmfit.probe.assembly;

import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MemoryLimit;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;

/**
 * System memory that a process here can use.
 *
 * @param total what may be used at most: what the system sees, less GPU memory that is listed as a NUMA node and less huge
 *     pages, capped by the tightest control group
 * @param available what can be allocated now
 * @param limited whether a control group is tighter than the machine
 * @param source what decided
 */
record HostMemory(Bytes total, Bytes available, boolean limited, String source) {

    /** Applies the limits to what was read. */
    static HostMemory of(MachineFacts facts) {
        RamFacts ram = facts.ram();
        Bytes foreign = foreignMemory(facts);
        // What is set aside as huge pages is in MemTotal but no longer in MemAvailable
        // (Documentation/filesystems/proc.rst).
        Bytes total = ram.total().minus(foreign).minus(ram.hugePages().total());
        Bytes available = ram.available().minus(foreign);
        String source = ram.source();
        boolean limited = false;
        for (MemoryLimit limit : ram.limits()) {
            if (limit.limit().isPresent() && limit.limit().get().compareTo(total) < 0) {
                total = limit.limit().get();
                source = limit.source();
                limited = true;
            }
            if (limit.available().isPresent()) {
                available = available.min(limit.available().get());
            }
        }
        return new HostMemory(total, available.min(total), limited, source);
    }

    /** GPU memory of a Grace Hopper is a NUMA node without processors, and some kernels count it in MemTotal. */
    static Bytes foreignMemory(MachineFacts facts) {
        if (facts.ram().nodesWithoutCpu().count() > 0) {
            return facts.ram().nodesWithoutCpu();
        }
        Bytes sum = Bytes.ZERO;
        boolean spareNode = facts.cpu().numaNodes() > facts.cpu().sockets();
        for (GpuFacts gpu : facts.gpus()) {
            boolean coherent = gpu.pcieLink().filter(l -> l.contains("C2C")).isPresent();
            if (coherent && spareNode && gpu.total().isPresent()) {
                sum = sum.plus(gpu.total().get());
            }
        }
        return sum;
    }
}
