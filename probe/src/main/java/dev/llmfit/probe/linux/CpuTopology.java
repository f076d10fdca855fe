package dev.llmfit.probe.linux;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.Source;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Cores, packages and siblings from {@code /sys/devices/system/cpu}.
 *
 * @param cores one set of hardware threads for each physical core
 * @param packages populated sockets
 * @param logical online hardware threads
 * @param performance fast cores of a hybrid processor
 * @param efficiency slow cores of a hybrid processor
 */
record CpuTopology(List<BitSet> cores, int packages, int logical, OptionalInt performance, OptionalInt efficiency) {
    private static final String ROOT = "/sys/devices/system/cpu/";

    CpuTopology {
        cores = cores.stream().map(c -> (BitSet) c.clone()).toList();
    }

    /** Reads the files; without them every processor is a core of its own. */
    static CpuTopology read(Source source, int processors) {
        BitSet online = source.file(ROOT + "online").found().map(CpuList::parse).orElse(new BitSet());
        if (online.isEmpty()) {
            online.set(0, Math.max(1, processors));
        }
        List<BitSet> cores = new ArrayList<>();
        Set<String> packages = new HashSet<>();
        BitSet done = new BitSet();
        for (int cpu = online.nextSetBit(0); cpu >= 0; cpu = online.nextSetBit(cpu + 1)) {
            if (done.get(cpu)) {
                continue;
            }
            BitSet core = siblings(source, cpu);
            core.and(online);
            core.set(cpu);
            done.or(core);
            cores.add(core);
            packages.add(text(source, cpu, "physical_package_id"));
        }
        return new CpuTopology(
                cores,
                packages.size(),
                online.cardinality(),
                hybrid(source, "cpu_core", cores),
                hybrid(source, "cpu_atom", cores));
    }

    /** Returns how many physical cores hold a thread that this process may use. */
    int coresWithin(BitSet allowed) {
        return (int) cores.stream().filter(c -> c.intersects(allowed)).count();
    }

    private static BitSet siblings(Source source, int cpu) {
        Probe<String> list = source.file(ROOT + "cpu" + cpu + "/topology/core_cpus_list");
        if (list.found().isEmpty()) {
            list = source.file(ROOT + "cpu" + cpu + "/topology/thread_siblings_list");
        }
        return list.found().map(CpuList::parse).orElseGet(BitSet::new);
    }

    private static String text(Source source, int cpu, String name) {
        return source.file(ROOT + "cpu" + cpu + "/topology/" + name)
                .found()
                .map(String::strip)
                .orElse("0");
    }

    /** Intel hybrid processors list their threads by kind. */
    private static OptionalInt hybrid(Source source, String kind, List<BitSet> cores) {
        BitSet threads = source.file("/sys/devices/" + kind + "/cpus")
                .found()
                .map(CpuList::parse)
                .orElseGet(BitSet::new);
        int count = (int) cores.stream().filter(c -> c.intersects(threads)).count();
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }
}
