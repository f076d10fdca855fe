package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MemoryLimit;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Writes a machine as a profile that {@link MachineProfiles#readFile} reads. */
public final class ProfileWriter {
    private final StringBuilder yaml = new StringBuilder();

    private ProfileWriter() {}

    /** Returns the YAML text. */
    public static String write(MachineFacts facts) {
        ProfileWriter writer = new ProfileWriter();
        writer.machine(facts);
        return writer.yaml.toString();
    }

    private void machine(MachineFacts facts) {
        line("", "id", facts.id());
        line("", "os", facts.os());
        line("", "arch", facts.arch());
        yaml.append("cpu:\n");
        cpu(facts.cpu());
        yaml.append("ram:\n");
        ram(facts.ram());
        yaml.append(facts.gpus().isEmpty() ? "gpus: []\n" : "gpus:\n");
        facts.gpus().forEach(this::gpu);
        if (!facts.environment().isEmpty()) {
            yaml.append("env:\n");
            new TreeMap<>(facts.environment()).forEach((k, v) -> line("  ", k, v));
        }
    }

    private void cpu(CpuFacts cpu) {
        line("  ", "name", cpu.name());
        number("  ", "sockets", cpu.sockets());
        number("  ", "numa_nodes", cpu.numaNodes());
        number("  ", "physical_cores", cpu.physicalCores());
        number("  ", "logical_cpus", cpu.logicalCpus());
        number("  ", "p_cores", cpu.performanceCores());
        number("  ", "e_cores", cpu.efficiencyCores());
        number("  ", "affinity_cores", cpu.affinityCores());
        number("  ", "quota", cpu.quota());
        cpu.databaseId().ifPresent(id -> line("  ", "memory_db_id", id));
        yaml.append("  isa: [")
                .append(String.join(", ", cpu.isa().stream().sorted().toList()))
                .append("]\n");
    }

    private void ram(RamFacts ram) {
        gib("total_gib", ram.total());
        gib("available_gib", ram.available());
        ram.installed().ifPresent(b -> gib("installed_gib", b));
        ram.type().ifPresent(t -> line("  ", "type", t));
        number("  ", "channels", ram.channels());
        number("  ", "mt_s", ram.transferRate());
        number("  ", "peak_gbps", ram.peakGbps());
        number("  ", "measured_gbps", ram.measuredGbps());
        gib("swap_gib", ram.swap());
        gib("zram_gib", ram.zram());
        gib("hugepages_gib", ram.hugePages().total());
        gib("hugepages_free_gib", ram.hugePages().free());
        gib("cpuless_nodes_gib", ram.nodesWithoutCpu());
        number("  ", "dimms_populated", ram.modules());
        yaml.append("  balloon: ").append(ram.balloon()).append('\n');
        line("  ", "source", ram.source());
        tightest(ram.limits()).ifPresent(limit -> {
            yaml.append("  cgroup:\n");
            number("    ", "memory_max", limit.limit().orElseThrow().count());
            number("    ", "memory_current", limit.used().count());
            number("    ", "inactive_file", limit.reclaimable().count());
        });
    }

    private static Optional<MemoryLimit> tightest(List<MemoryLimit> limits) {
        return limits.stream()
                .filter(l -> l.limit().isPresent())
                .min((a, b) ->
                        a.available().orElseThrow().compareTo(b.available().orElseThrow()));
    }

    private void gpu(GpuFacts gpu) {
        line("- ", "name", gpu.name());
        gpu.driverName().ifPresent(v -> line("  ", "driver_name", v));
        line(
                "  ",
                "backend",
                gpu.backends().isEmpty()
                        ? "none"
                        : String.join(
                                "|", gpu.backends().stream().map(Backend::id).toList()));
        gpu.total().ifPresent(b -> number("  ", "total_mib", OptionalDouble.of(b.mib())));
        gpu.free().ifPresent(b -> number("  ", "free_mib", OptionalDouble.of(b.mib())));
        yaml.append("  unified: ").append(gpu.unified()).append('\n');
        yaml.append("  integrated: ").append(gpu.integrated()).append('\n');
        yaml.append("  display_attached: ").append(gpu.displayAttached()).append('\n');
        gpu.carveOut().ifPresent(b -> number("  ", "mem_info_vram_total", b.count()));
        gpu.carveOutUsed().ifPresent(b -> number("  ", "mem_info_vram_used", b.count()));
        gpu.shared().ifPresent(b -> number("  ", "mem_info_gtt_total", b.count()));
        gpu.databaseId().ifPresent(v -> line("  ", "db_id", v));
        gpu.pciId().ifPresent(v -> line("  ", "pci", v));
        gpu.busAddress().ifPresent(v -> line("  ", "bus", v));
        gpu.pcieLink().ifPresent(v -> line("  ", "pcie_link", v));
        gpu.driver().ifPresent(v -> line("  ", "driver", v));
        gpu.runtimeStatus().ifPresent(v -> line("  ", "runtime_status", v));
        gpu.migProfile().ifPresent(v -> line("  ", "mig_profile", v));
        gpu.parentTotal().ifPresent(b -> number("  ", "parent_total_mib", OptionalDouble.of(b.mib())));
        number("  ", "bandwidth_gbps", gpu.bandwidthGbps());
        number("  ", "power_limit_w", gpu.powerWatts());
        number("  ", "max_mem_clock_mhz", gpu.maxMemoryClockMhz());
        gpu.architecture().ifPresent(v -> line("  ", "arch", v));
        gpu.family().ifPresent(v -> line("  ", "cc_or_gfx", v));
        gpu.exclusion().ifPresent(v -> line("  ", "exclusion", v));
        line("  ", "source", gpu.source());
    }

    private void gib(String key, Bytes size) {
        number("  ", key, OptionalDouble.of(size.gib()));
    }

    private void number(String indent, String key, long value) {
        yaml.append(indent).append(key).append(": ").append(value).append('\n');
    }

    private void number(String indent, String key, OptionalInt value) {
        if (value.isPresent()) {
            number(indent, key, (long) value.getAsInt());
        }
    }

    /** Written so that reading gives the same byte again. */
    private void number(String indent, String key, OptionalDouble value) {
        if (value.isPresent()) {
            double d = value.getAsDouble();
            String text = d == Math.rint(d) && d < 1e15
                    ? Long.toString((long) d)
                    : new java.math.BigDecimal(d)
                            .round(new java.math.MathContext(17))
                            .toPlainString();
            yaml.append(indent).append(key).append(": ").append(text).append('\n');
        }
    }

    /** Text is always quoted: names hold colons and brackets, and {@code 8.9} must stay text. */
    private void line(String indent, String key, String value) {
        yaml.append(indent).append(key).append(": \"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                yaml.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                yaml.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                yaml.append(c);
            }
        }
        yaml.append("\"\n");
    }
}
