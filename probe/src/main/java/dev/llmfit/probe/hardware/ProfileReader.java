package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.HugePages;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MemoryLimit;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads machine profiles. */
final class ProfileReader {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private ProfileReader() {}

    /** Reads one machine. */
    static MachineProfile read(ProfileNode machine) {
        ProfileKeys.check(machine, ProfileKeys.MACHINE);
        if (machine.raw("cpu").isEmpty() && machine.raw("ram").isEmpty()) {
            throw new ProfileException(machine.path() + " describes no machine: it has neither cpu: nor ram:");
        }
        Map<String, String> environment = new HashMap<>();
        machine.node("env").ifPresent(env -> env.keys().forEach(k -> environment.put(k, env.required(k))));
        ProfileNode ram =
                machine.node("ram").orElseThrow(() -> new ProfileException(machine.path() + ".ram is missing"));
        MachineFacts facts = new MachineFacts(
                machine.required("id"),
                machine.text("os").orElse("linux"),
                machine.text("arch").orElse("x86_64"),
                cpu(
                        machine.node("cpu").orElseThrow(() -> new ProfileException(machine.path() + ".cpu is missing")),
                        ram),
                ram(ram, machine.node("probe_fixtures").flatMap(f -> f.node("meminfo"))),
                machine.nodes("gpus").stream().map(ProfileReader::gpu).toList(),
                environment,
                unknownIds(machine));
        return new MachineProfile(facts, machine.node("expect").map(ProfileReader::expectation));
    }

    /** Ids that the database does not have are told: bandwidth and architecture are missing then. */
    private static List<Warning> unknownIds(ProfileNode machine) {
        List<Warning> found = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        machine.node("cpu").flatMap(c -> c.text("memory_db_id")).ifPresent(ids::add);
        machine.nodes("gpus").forEach(g -> g.text("db_id").ifPresent(ids::add));
        for (String id : ids) {
            if (HardwareDatabase.bundled().byId(id).isEmpty()) {
                found.add(new Warning(
                        "unknown-hardware-id",
                        "The profile names the hardware id '" + id + "', which the database does not have.",
                        "llmfit probe --list shows all ids."));
            }
        }
        return found;
    }

    private static CpuFacts cpu(ProfileNode cpu, ProfileNode ram) {
        ProfileKeys.check(cpu, ProfileKeys.CPU);
        for (String count : List.of("sockets", "numa_nodes", "physical_cores", "logical_cpus")) {
            if (cpu.integer(count).orElse(1) < 1) {
                throw new ProfileException(cpu.path() + "." + count + " must be at least 1");
            }
        }
        int logical =
                cpu.integer("logical_cpus").orElse(cpu.integer("physical_cores").orElse(1));
        OptionalDouble quota = cpu.number("quota").isPresent() ? cpu.number("quota") : ram.number("cpu_quota");
        return new CpuFacts(
                cpu.text("name").orElse("unknown processor"),
                cpu.integer("sockets").orElse(1),
                cpu.integer("numa_nodes").orElse(1),
                cpu.integer("physical_cores").orElse(logical),
                logical,
                cpu.integer("p_cores"),
                cpu.integer("e_cores"),
                Set.copyOf(cpu.texts("isa")),
                cpu.integer("affinity_cores"),
                quota,
                cpu.text("memory_db_id"));
    }

    private static RamFacts ram(ProfileNode ram, Optional<ProfileNode> memInfo) {
        ProfileKeys.check(ram, ProfileKeys.RAM);
        Bytes total = ram.size("total_gib", GIB)
                .orElseThrow(() -> new ProfileException(ram.path() + ".total_gib is missing"));
        if (total.count() == 0) {
            throw new ProfileException(ram.path() + ".total_gib must be above 0");
        }
        OptionalDouble measured =
                ram.number("measured_gbps").isPresent() ? ram.number("measured_gbps") : ram.number("effective_gbps");
        HugePages hugePages = hugePages(ram);
        return new RamFacts(
                total,
                ram.size("available_gib", GIB).orElse(total),
                ram.size("installed_gib", GIB),
                ram.text("type").filter(t -> !t.equals("unknown")),
                ram.integer("channels"),
                ram.integer("mt_s"),
                ram.number("peak_gbps"),
                measured,
                ram.size("swap_gib", GIB).orElse(Bytes.ZERO),
                ram.size("zram_gib", GIB).orElse(Bytes.ZERO),
                ram.size("host_total_gib", GIB),
                limits(ram),
                ram.size("cpuless_nodes_gib", GIB).orElse(Bytes.ZERO),
                hugePages.total().count() > 0
                        ? hugePages
                        : memInfo.map(ProfileReader::hugePages).orElse(HugePages.NONE),
                ram.flag("balloon"),
                ram.integer("dimms_populated"),
                ram.text("source").orElse("profile"));
    }

    /** In GiB, or as a number of pages by the names of {@code /proc/meminfo}. */
    private static HugePages hugePages(ProfileNode ram) {
        Optional<Bytes> total = ram.size("hugepages_gib", GIB);
        if (total.isPresent()) {
            return new HugePages(
                    total.get(), ram.size("hugepages_free_gib", GIB).orElse(total.get()));
        }
        long page = size(ram, 1024, "hugepage_size_kb", "hugepagesize_kb", "Hugepagesize_kB")
                .orElse(Bytes.ofMib(2))
                .count();
        Optional<Bytes> all = size(ram, page, "hugepages_total", "HugePages_Total");
        return all.isEmpty()
                ? HugePages.NONE
                : new HugePages(
                        all.get(),
                        size(ram, page, "hugepages_free", "HugePages_Free").orElse(all.get()));
    }

    private static Optional<Bytes> size(ProfileNode node, long unit, String... keys) {
        return Arrays.stream(keys).flatMap(k -> node.size(k, unit).stream()).findFirst();
    }

    /** Control groups of version 1 and 2, by the names of their files, or as a plain limit in GiB. */
    private static List<MemoryLimit> limits(ProfileNode ram) {
        List<MemoryLimit> limits = new ArrayList<>();
        for (String version : List.of("cgroup_v2", "cgroup_v1", "cgroup")) {
            ram.node(version).ifPresent(group -> limits.add(limit(version, group)));
            ram.size(version + "_limit_gib", GIB)
                    .ifPresent(max -> limits.add(new MemoryLimit(version, Optional.of(max), Bytes.ZERO, Bytes.ZERO)));
        }
        return limits;
    }

    private static MemoryLimit limit(String source, ProfileNode group) {
        Optional<Bytes> max = first(
                group,
                "memory_max",
                "memory_limit_in_bytes",
                "limit_in_bytes",
                "limit_bytes",
                "hierarchical_memory_limit");
        if (max.isEmpty()) {
            max = group.size("limit_gib", GIB);
        }
        Optional<Bytes> unlimited = max.filter(m -> m.count() < (1L << 59));
        Optional<Bytes> high = first(group, "memory_high");
        Optional<Bytes> limit =
                high.isPresent() && (unlimited.isEmpty() || high.get().compareTo(unlimited.get()) < 0)
                        ? high
                        : unlimited;
        Bytes used = first(group, "memory_current", "memory_usage_in_bytes", "usage_in_bytes", "usage_bytes")
                .or(() -> group.size("usage_gib", GIB))
                .orElse(Bytes.ZERO);
        Bytes cache = first(group, "inactive_file", "total_inactive_file")
                .or(() -> group.size("inactive_file_gib", GIB))
                .orElse(Bytes.ZERO);
        Bytes slab = first(group, "slab_reclaimable").orElse(Bytes.ZERO);
        return new MemoryLimit(source, limit, used, cache.plus(slab));
    }

    /** The first of these keys that holds a size in bytes; {@code max} is no limit, and v1's "unlimited" is beyond 2^59. */
    private static Optional<Bytes> first(ProfileNode group, String... keys) {
        for (String key : keys) {
            Optional<Object> raw = group.raw(key);
            if (raw.isPresent() && raw.get() instanceof Number number) {
                if (number.doubleValue() >= (double) (1L << 59)) {
                    return Optional.empty();
                }
                return group.size(key, 1);
            }
        }
        return Optional.empty();
    }

    private static GpuFacts gpu(ProfileNode gpu) {
        ProfileKeys.check(gpu, ProfileKeys.GPU);
        Optional<ProfileNode> dxgi = gpu.node("dxgi");
        Optional<Bytes> dedicated = dxgi.flatMap(d -> d.size("dedicated_bytes", 1));
        Optional<Bytes> lent = dxgi.flatMap(d -> d.size("shared_bytes", 1));
        OptionalDouble bandwidth = gpu.number("bandwidth_gbps");
        boolean mig = gpu.text("mig_profile").isPresent();
        if (gpu.number("bandwidth_gbps_effective").isPresent() && !mig) {
            bandwidth = gpu.number("bandwidth_gbps_effective");
        }
        return GpuFacts.named(gpu.required("name"), gpu.text("source").orElse("profile"))
                .driverName(gpu.text("driver_name"))
                .backends(backends(gpu))
                .total(gpu.size("total_mib", MIB))
                .free(gpu.size("free_mib", MIB))
                .unified(gpu.flag("unified"))
                .integrated(gpu.flag("integrated"))
                .displayAttached(gpu.flag("display_attached"))
                .carveOut(gpu.size("mem_info_vram_total", 1).or(() -> dedicated), gpu.size("mem_info_vram_used", 1))
                .shared(gpu.size("mem_info_gtt_total", 1).or(() -> lent))
                .databaseId(gpu.text("db_id"))
                .pciId(gpu.text("pci").map(p -> p.toLowerCase(Locale.ROOT)))
                .busAddress(gpu.text("bus"))
                .pcieLink(gpu.text("pcie_link"))
                .driver(gpu.text("driver"))
                .runtimeStatus(gpu.text("runtime_status"))
                .mig(gpu.text("mig_profile"), gpu.size("parent_total_mib", MIB))
                .bandwidthGbps(bandwidth)
                .maxMemoryClockMhz(gpu.number("max_mem_clock_mhz"))
                .architecture(gpu.text("arch"), gpu.text("cc_or_gfx"))
                .uuid(gpu.text("uuid"))
                .exclusion(gpu.text("exclusion"))
                .build();
    }

    private static List<Backend> backends(ProfileNode gpu) {
        String text = gpu.text("backend").orElse("none");
        List<Backend> found = backends(text);
        for (Backend backend : Backend.values()) {
            if (found.isEmpty() && ProfileKeys.isNear(text, backend.id())) {
                throw new ProfileException(
                        gpu.path() + ".backend is '" + text + "'; did you mean '" + backend.id() + "'?");
            }
        }
        return found;
    }

    /** {@code rocm|vulkan}, {@code vulkan|rocm(gfx1103 override)}, {@code none}; backends that are not modelled are left out. */
    static List<Backend> backends(String text) {
        List<Backend> found = new ArrayList<>();
        for (String part : text.split("[|,]", -1)) {
            String word = part.strip();
            int end = 0;
            while (end < word.length() && Character.isLetter(word.charAt(end))) {
                end++;
            }
            Backend.byId(word.substring(0, end))
                    .filter(b -> b != Backend.CPU && !found.contains(b))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static Expectation expectation(ProfileNode expect) {
        ProfileKeys.check(expect, ProfileKeys.EXPECT);
        return new Expectation(
                expect.number("gpu_capacity_gib"),
                expect.number("gpu_budget_now_gib"),
                expect.number("host_budget_now_gib"),
                expect.text("primary_gpu"),
                expect.text("backend"),
                expect.integer("threads"),
                expect.integer("gpu_count"),
                expect.texts("warnings"));
    }
}
