package dev.llmfit.probe.macos;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MetalWorkingSet;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads a Mac. */
public final class MacFacts {
    private static final List<String> VM_STAT = List.of("vm_stat");
    private static final List<String> GPU_REGISTRY = List.of("ioreg", "-rc", "AGXAccelerator", "-d1");

    /** The tools that are asked. */
    public static final List<List<String>> COMMANDS = List.of(VM_STAT, GPU_REGISTRY);

    private MacFacts() {}

    /**
     * Reads the machine.
     *
     * @throws UnreadableHardwareException if not even the memory can be read
     */
    public static MachineFacts read(Source source) {
        KeyValues sysctl =
                KeyValues.parse(source.library(Source.Library.SYSCTL).found().orElse(""), '=');
        KeyValues oshi = sysctl.size("hw.memsize").isPresent()
                ? KeyValues.parse("", '=')
                : KeyValues.parse(source.library(Source.Library.OSHI).found().orElse(""), '=');
        Bytes total = sysctl.size("hw.memsize").or(() -> oshi.size("total")).orElse(Bytes.ZERO);
        if (total.count() == 0) {
            throw new UnreadableHardwareException("neither sysctl nor OSHI tells how much memory this Mac has");
        }
        // Both tools at once: each may take two seconds when the system is under pressure.
        CompletableFuture<Probe<String>> registry =
                CompletableFuture.supplyAsync(() -> source.command(GPU_REGISTRY), Thread::startVirtualThread);
        Optional<Bytes> available = source.command(VM_STAT).found().flatMap(t -> VmStat.available(t, total));
        List<Warning> findings = new ArrayList<>();
        boolean translated = sysctl.number("sysctl.proc_translated").orElse(0) == 1;
        if (translated) {
            findings.add(new Warning(
                    "rosetta",
                    "This program runs under Rosetta and does not see the processor's ARM instructions.",
                    "Use a JDK for arm64."));
        }
        String chip = sysctl.text("machdep.cpu.brand_string")
                .or(() -> oshi.text("cpu"))
                .orElse("Mac");
        boolean apple = chip.startsWith("Apple");
        String arch = apple ? "arm64" : source.platform().architecture();
        RamFacts ram = RamFacts.of(
                total,
                available.orElseGet(() -> oshi.size("available").orElse(Bytes.of(total.count() / 2))),
                available.isPresent() ? "vm_stat" : "assumed half of hw.memsize");
        List<GpuFacts> gpus = apple ? List.of(gpu(registry.join(), sysctl, chip, total)) : List.of();
        Optional<HardwareEntry> entry = gpus.stream()
                .findFirst()
                .flatMap(GpuFacts::databaseId)
                .flatMap(id -> HardwareDatabase.bundled().byId(id));
        if (entry.isPresent()) {
            ram = ram.withPeak(
                    entry.get().memoryType().orElse("unified"),
                    entry.get().bandwidthGbps().map(OptionalDouble::of).orElse(OptionalDouble.empty()));
        }
        return new MachineFacts(
                "this-machine",
                "macos",
                arch,
                cpu(sysctl, oshi, chip, apple),
                ram,
                gpus,
                source.environment(),
                findings);
    }

    private static CpuFacts cpu(KeyValues sysctl, KeyValues oshi, String chip, boolean apple) {
        int logical = sysctl.count("hw.logicalcpu").orElse(oshi.count("threads").orElse(1));
        int physical = sysctl.count("hw.physicalcpu").orElse(oshi.count("cores").orElse(logical));
        Set<String> isa = new HashSet<>();
        if (apple) {
            isa.add("neon");
            flag(sysctl, "hw.optional.arm.FEAT_DotProd", "dotprod", isa);
            flag(sysctl, "hw.optional.arm.FEAT_I8MM", "i8mm", isa);
            flag(sysctl, "hw.optional.arm.FEAT_SME", "sme", isa);
        } else {
            flag(sysctl, "hw.optional.avx2_0", "avx2", isa);
            flag(sysctl, "hw.optional.avx512f", "avx512f", isa);
        }
        boolean levels = sysctl.number("hw.nperflevels").orElse(1) > 1;
        return new CpuFacts(
                chip,
                1,
                1,
                physical,
                logical,
                levels ? sysctl.count("hw.perflevel0.physicalcpu") : OptionalInt.empty(),
                levels ? sysctl.count("hw.perflevel1.physicalcpu") : OptionalInt.empty(),
                isa,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static void flag(KeyValues sysctl, String key, String name, Set<String> isa) {
        if (sysctl.number(key).orElse(0) == 1) {
            isa.add(name);
        }
    }

    private static GpuFacts gpu(Probe<String> registry, KeyValues sysctl, String chip, Bytes total) {
        OptionalInt cores = registry.found().map(MacFacts::gpuCores).orElse(OptionalInt.empty());
        long gib = Math.round(total.gib());
        Optional<HardwareEntry> entry = cores.isPresent()
                ? HardwareDatabase.bundled().byId(databaseId(chip, cores.getAsInt(), gib))
                : Optional.empty();
        Bytes wired = sysctl.text("iogpu.wired_limit_mb")
                .or(() -> sysctl.text("debug.iogpu.wired_limit"))
                .flatMap(KeyValues::mib)
                .orElse(Bytes.ZERO);
        boolean newer = majorVersion(sysctl.text("kern.osproductversion").orElse("")) >= 26;
        // A limit above the RAM is echoed by the kernel but never granted.
        Bytes limit = wired.count() > 0 ? wired.min(total) : MetalWorkingSet.defaultLimit(total, newer);
        return GpuFacts.named(
                        cores.isPresent() ? chip + " (" + cores.getAsInt() + "-core GPU)" : chip,
                        wired.count() > 0 ? "iogpu.wired_limit_mb" : "default working set of this macOS version")
                .backends(List.of(Backend.METAL))
                .total(Optional.of(limit))
                .free(Optional.of(limit))
                .unified(true)
                .integrated(true)
                .databaseId(entry.map(HardwareEntry::id))
                .build();
    }

    /** {@code "gpu-core-count" = 38} in the registry tells apart bins of one chip. */
    static OptionalInt gpuCores(String text) {
        int at = text.indexOf("\"gpu-core-count\"");
        int equals = at < 0 ? -1 : text.indexOf('=', at);
        var number = equals < 0 ? java.util.OptionalLong.empty() : KeyValues.parse(text.substring(equals + 1));
        return number.isPresent() && number.getAsLong() < 1024
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    static String databaseId(String chip, int cores, long gib) {
        return chip.toLowerCase(Locale.ROOT).replace(' ', '-') + "-" + cores + "c-" + gib + "g";
    }

    private static long majorVersion(String version) {
        return KeyValues.parse(version).orElse(0);
    }
}
