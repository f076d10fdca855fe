package dev.llmfit.probe.linux;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads a machine that runs Linux: a PC or server, a board, Android, or the virtual machine of WSL. */
public final class LinuxFacts {
    private LinuxFacts() {}

    /**
     * Reads the machine.
     *
     * @throws UnreadableHardwareException if not even the memory can be read
     */
    public static MachineFacts read(Source source) {
        List<Warning> findings = new ArrayList<>();
        String os = os(source);
        MemInfo memory = source.file("/proc/meminfo")
                .found()
                .flatMap(MemInfo::parse)
                .orElseThrow(() -> new UnreadableHardwareException("/proc/meminfo cannot be read"));
        ControlGroups groups = ControlGroups.read(source);
        NumaNodes nodes = NumaNodes.read(source);
        Optional<MemoryModules> modules =
                source.file("/run/udev/data/+dmi:id").found().flatMap(MemoryModules::parse);
        CpuFacts cpu = cpu(source, groups, nodes);
        RamFacts ram = ram(source, memory, groups, nodes, modules);
        return new MachineFacts(
                "this-machine",
                os,
                source.platform().architecture(),
                cpu,
                ram,
                LinuxGpus.read(source, os, findings),
                source.environment(),
                findings);
    }

    private static String os(Source source) {
        String kernel =
                source.file("/proc/sys/kernel/osrelease").found().orElse("").toLowerCase(Locale.ROOT);
        if (kernel.contains("microsoft") || source.environment().containsKey("WSL_INTEROP")) {
            return "wsl2";
        }
        boolean android = source.environment().containsKey("TERMUX_VERSION")
                || kernel.contains("android")
                || source.platform().osName().toLowerCase(Locale.ROOT).contains("android");
        return android ? "android" : "linux";
    }

    private static RamFacts ram(
            Source source, MemInfo memory, ControlGroups groups, NumaNodes nodes, Optional<MemoryModules> modules) {
        return new RamFacts(
                memory.total(),
                memory.available(),
                modules.map(MemoryModules::installed),
                modules.flatMap(MemoryModules::type),
                modules.map(m -> OptionalInt.of(m.channels())).orElse(OptionalInt.empty()),
                modules.map(MemoryModules::rate).orElse(OptionalInt.empty()),
                modules.map(MemoryModules::peakGbps).orElse(OptionalDouble.empty()),
                OptionalDouble.empty(),
                memory.swap(),
                zram(source),
                Optional.empty(),
                groups.memory(),
                nodes.withoutCpu(),
                memory.hugePages(),
                balloon(source),
                modules.map(m -> OptionalInt.of(m.modules())).orElse(OptionalInt.empty()),
                "/proc/meminfo");
    }

    private static Bytes zram(Source source) {
        Bytes sum = Bytes.ZERO;
        for (String block : source.list("/sys/block")) {
            if (block.startsWith("zram")) {
                sum = sum.plus(source.file("/sys/block/" + block + "/disksize")
                        .found()
                        .flatMap(KeyValues::bytes)
                        .orElse(Bytes.ZERO));
            }
        }
        return sum;
    }

    private static boolean balloon(Source source) {
        return !source.list("/sys/bus/virtio/drivers/virtio_balloon").stream()
                .filter(n -> n.startsWith("virtio"))
                .toList()
                .isEmpty();
    }

    private static CpuFacts cpu(Source source, ControlGroups groups, NumaNodes nodes) {
        CpuInfo info = CpuInfo.parse(source.file("/proc/cpuinfo").found().orElse(""));
        CpuTopology topology = CpuTopology.read(source, info.processors());
        BitSet allowed = source.file("/proc/self/status")
                .found()
                .flatMap(t -> KeyValues.parse(t, ':').text("Cpus_allowed_list"))
                .map(CpuList::parse)
                .orElseGet(BitSet::new);
        int within = topology.coresWithin(allowed);
        boolean restricted = within > 0 && within < topology.cores().size();
        return new CpuFacts(
                board(source).or(info::name).orElse("unknown processor"),
                Math.max(1, topology.packages()),
                nodes.count(),
                topology.cores().size(),
                topology.logical(),
                topology.performance(),
                topology.efficiency(),
                info.isa(),
                restricted ? OptionalInt.of(within) : OptionalInt.empty(),
                groups.cpuQuota(),
                Optional.empty());
    }

    /** ARM boards name themselves in the device tree; the kernel gives their processor no model name. */
    private static Optional<String> board(Source source) {
        return source.file("/proc/device-tree/model")
                .found()
                .map(t -> t.replace("\0", "").strip())
                .filter(t -> !t.isEmpty());
    }
}
