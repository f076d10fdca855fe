package dev.llmfit.probe;

import dev.llmfit.units.Amount;
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
 */
public record Cpu(String name, int sockets, int physicalCores, int logicalCpus, int threads, Set<String> isa) {
    public Cpu {
        Amount.count(sockets, "sockets");
        Amount.count(physicalCores, "physicalCores");
        Amount.count(logicalCpus, "logicalCpus");
        Amount.count(threads, "threads");
        isa = Set.copyOf(isa);
    }
}
