package dev.llmfit.probe.assembly;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is odd about processor and memory. */
final class HostWarnings {
    /** DDR5 below this speed is a fallback: two modules per channel on AM5 drop to 3600 MT/s. */
    private static final int SLOW_DDR5 = 4400;

    private HostWarnings() {}

    /**
     * Returns the warnings.
     *
     * @param bandwidthKnown whether the bandwidth of system memory is known from anywhere
     */
    static List<Warning> of(MachineFacts facts, HostMemory host, boolean bandwidthKnown) {
        List<Warning> found = new ArrayList<>();
        memoryLimits(facts, host, found);
        memorySpeed(facts, bandwidthKnown, found);
        processor(facts, found);
        return found;
    }

    private static void memoryLimits(MachineFacts facts, HostMemory host, List<Warning> found) {
        RamFacts ram = facts.ram();
        if (host.limited()) {
            found.add(new Warning(
                    "cgroup-limit",
                    "A control group limits memory to " + host.total() + " of " + ram.total() + " (" + host.source()
                            + "); page cache is not counted as used.",
                    "To use more: docker update --memory, or resources.limits.memory in Kubernetes."));
        }
        if (facts.os().equals("wsl2")) {
            String of = ram.hostTotal().map(t -> " of the machine's " + t).orElse("");
            found.add(new Warning(
                    "wsl-cap",
                    "The WSL virtual machine has " + ram.total() + of + ".",
                    "Set memory= in %UserProfile%\\.wslconfig and run wsl --shutdown."));
        }
        Bytes foreign = HostMemory.foreignMemory(facts);
        if (foreign.count() > 0) {
            found.add(new Warning(
                    "hbm-node",
                    "A NUMA node without processors holds " + foreign + ": it is GPU memory and not counted as RAM.",
                    "Nothing to do."));
        }
        if (ram.zram().count() > 0) {
            found.add(new Warning(
                    "zram",
                    "Compressed swap of " + ram.zram() + " is not capacity.",
                    "Count on physical memory only."));
        }
        if (ram.hugePages().total().count() > 0) {
            boolean cuda = facts.gpus().stream()
                    .anyMatch(g -> g.unified() && g.backends().contains(Backend.CUDA));
            found.add(
                    cuda
                            ? new Warning(
                                    "huge-pages",
                                    ram.hugePages().total()
                                            + " are set aside as huge pages, and llama.cpp's CUDA backend counts"
                                            + " only the free ones ("
                                            + ram.hugePages().free() + ") as memory of this chip.",
                                    "To use all memory: sudo sysctl vm.nr_hugepages=0.")
                            : new Warning(
                                    "huge-pages",
                                    ram.hugePages().total() + " are set aside as huge pages and cannot hold a model.",
                                    "If nothing needs them: sudo sysctl vm.nr_hugepages=0."));
        }
        if (ram.balloon()) {
            found.add(new Warning(
                    "balloon",
                    "The hypervisor can take memory away from this virtual machine (virtio balloon).",
                    "Set a fixed memory size for the virtual machine."));
        }
        carveOut(ram, found);
    }

    private static void carveOut(RamFacts ram, List<Warning> found) {
        boolean hidden = ram.installed()
                .filter(i -> i.count() > ram.total().count() * 4 / 3)
                .isPresent();
        if (hidden) {
            found.add(new Warning(
                    "carve-out",
                    ram.installed().orElseThrow() + " are installed but the system sees " + ram.total()
                            + "; firmware keeps the rest for the GPU.",
                    "Change the UMA frame buffer size in the firmware setup to move the border."));
        }
    }

    private static void memorySpeed(MachineFacts facts, boolean bandwidthKnown, List<Warning> found) {
        RamFacts ram = facts.ram();
        boolean ddr5 = ram.type()
                .filter(t -> t.toUpperCase(Locale.ROOT).equals("DDR5"))
                .isPresent();
        int rate = ram.transferRate().orElse(0);
        if (ddr5 && rate > 0 && rate < SLOW_DDR5) {
            found.add(new Warning(
                    "slow-dimms",
                    "The memory runs at " + rate + " MT/s, below its rating: two modules share each channel.",
                    "Use one module per channel for full speed."));
        }
        if (!bandwidthKnown) {
            found.add(new Warning(
                    "bandwidth-unknown",
                    "Type and speed of the memory cannot be read (virtual machines and boards hide them).",
                    Hint.of("Run {0} to measure it.", new Ask("probe").and("deep", "true"))));
        }
        if (ram.modules().isPresent()
                && ram.modules().getAsInt() % 12 != 0
                && facts.cpu().sockets() > 1
                && ram.modules().getAsInt() < 12 * facts.cpu().sockets()) {
            found.add(new Warning(
                    "channels-populated",
                    ram.modules().getAsInt() + " memory modules for "
                            + facts.cpu().sockets() + " sockets: not every channel is populated.",
                    "Fit one module per channel."));
        }
    }

    private static void processor(MachineFacts facts, List<Warning> found) {
        CpuFacts cpu = facts.cpu();
        if (cpu.quota().isPresent() && cpu.quota().getAsDouble() < cpu.physicalCores()) {
            found.add(new Warning(
                    "cpu-quota",
                    "A control group grants " + cpu.quota().getAsDouble() + " of " + cpu.logicalCpus() + " CPUs.",
                    "Raise it (docker update --cpus), and start llama-server with -t "
                            + Math.max(1, (int) cpu.quota().getAsDouble()) + "."));
        }
        if (cpu.sockets() > 1 && facts.gpus().isEmpty()) {
            found.add(new Warning(
                    "numa",
                    cpu.sockets() + " sockets: a page cache filled by one of them halves the speed (llama.cpp#11744).",
                    facts.os().equals("windows")
                            ? "llama-server --numa distribute, after a restart if another program has read the file."
                            : "llama-server --numa distribute; before the first load: echo 3 | sudo tee"
                                    + " /proc/sys/vm/drop_caches."));
        }
        Set<String> isa = cpu.isa();
        if (facts.arch().equals("x86_64") && !isa.isEmpty() && !isa.contains("avx2")) {
            found.add(new Warning(
                    "no-avx2",
                    "The processor as this system sees it has no AVX2: inference on it is 5 to 10 times slower.",
                    "In a virtual machine, set the CPU type to host."));
        }
        if (cpu.name().contains("vCPU") && cpu.logicalCpus() == 2 * cpu.physicalCores()) {
            found.add(new Warning(
                    "smt-vcpu",
                    cpu.logicalCpus() + " virtual CPUs are hyperthreads of " + cpu.physicalCores() + " cores.",
                    "One thread a core: llama-server -t " + cpu.physicalCores() + "."));
        }
        if (facts.os().equals("windows")
                && (facts.arch().equals("aarch64") || facts.arch().equals("arm64"))) {
            found.add(new Warning(
                    "emulation",
                    "A program for x86 runs in emulation here and misses the processor's ARM instructions.",
                    "Use builds for ARM64."));
        }
    }
}
