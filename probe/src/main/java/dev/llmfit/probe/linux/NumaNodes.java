package dev.llmfit.probe.linux;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * Memory nodes from {@code /sys/devices/system/node}. Nodes, not sockets: NPS4 and sub-NUMA clustering give one socket
 * several.
 *
 * @param count nodes with processors, at least 1
 * @param withoutCpu memory of nodes without processors: GPU memory of a Grace Hopper, or CXL
 */
record NumaNodes(int count, Bytes withoutCpu) {
    NumaNodes {
        Amount.count(count, "count");
    }

    private static final String ROOT = "/sys/devices/system/node/";

    /** Reads the nodes. */
    static NumaNodes read(Source source) {
        int count = 0;
        Bytes withoutCpu = Bytes.ZERO;
        for (String name : source.list(ROOT.substring(0, ROOT.length() - 1))) {
            if (!name.startsWith("node") || !Character.isDigit(name.charAt(name.length() - 1))) {
                continue;
            }
            boolean cpus = source.file(ROOT + name + "/cpulist")
                    .found()
                    .filter(t -> !CpuList.parse(t).isEmpty())
                    .isPresent();
            if (cpus) {
                count++;
            } else {
                withoutCpu = withoutCpu.plus(source.file(ROOT + name + "/meminfo")
                        .found()
                        .map(NumaNodes::total)
                        .orElse(Bytes.ZERO));
            }
        }
        return count == 0 ? new NumaNodes(1, Bytes.ZERO) : new NumaNodes(count, withoutCpu);
    }

    /** Parses {@code Node 1 MemTotal:       98123456 kB}. */
    static Bytes total(String text) {
        int at = text.indexOf("MemTotal:");
        Optional<Bytes> total = at < 0 ? Optional.empty() : KeyValues.kib(text.substring(at + "MemTotal:".length()));
        return total.orElse(Bytes.ZERO);
    }
}
