package dev.llmfit.probe;

import java.util.Optional;
import java.util.Set;

/**
 * The processors of a machine.
 *
 * @param name marketing name
 * @param sockets populated sockets
 * @param physicalCores cores without SMT
 * @param logicalCpus hardware threads
 * @param threads threads that an engine should use here: physical cores within affinity and quota
 * @param isa instruction set extensions in llama.cpp's spelling, for example {@code avx2}
 * @param databaseId id of the memory system in the hardware database, if known
 */
public record Cpu(
        String name,
        int sockets,
        int physicalCores,
        int logicalCpus,
        int threads,
        Set<String> isa,
        Optional<String> databaseId) {
    public Cpu {
        isa = Set.copyOf(isa);
    }
}
