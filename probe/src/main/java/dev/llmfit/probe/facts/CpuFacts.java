package dev.llmfit.probe.facts;

import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Processors as they were read.
 *
 * @param name marketing name
 * @param sockets populated sockets
 * @param numaNodes memory nodes
 * @param physicalCores cores without SMT
 * @param logicalCpus hardware threads
 * @param performanceCores fast cores of a hybrid processor
 * @param efficiencyCores slow cores of a hybrid processor
 * @param isa instruction set extensions in llama.cpp's spelling
 * @param affinityCores physical cores that this process may use, if restricted
 * @param quota CPUs that a control group grants, if limited
 * @param databaseId id of the memory system in the hardware database
 */
public record CpuFacts(
        String name,
        int sockets,
        int numaNodes,
        int physicalCores,
        int logicalCpus,
        OptionalInt performanceCores,
        OptionalInt efficiencyCores,
        Set<String> isa,
        OptionalInt affinityCores,
        OptionalDouble quota,
        Optional<String> databaseId) {
    public CpuFacts {
        Amount.count(sockets, "sockets");
        Amount.count(numaNodes, "numaNodes");
        Amount.count(physicalCores, "physicalCores");
        Amount.count(logicalCpus, "logicalCpus");
        performanceCores.ifPresent(n -> Amount.count(n, "performanceCores"));
        efficiencyCores.ifPresent(n -> Amount.count(n, "efficiencyCores"));
        affinityCores.ifPresent(n -> Amount.count(n, "affinityCores"));
        quota.ifPresent(q -> Amount.rate(q, "quota"));
        if (physicalCores < 1 || logicalCpus < 1 || sockets < 1 || numaNodes < 1) {
            throw new IllegalArgumentException("a machine has at least one socket, node, core and thread");
        }
        isa = Set.copyOf(isa);
    }
}
