package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.YamlNode;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.HugePages;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MemoryLimit;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Reads machine profiles. */
final class ProfileReader {
    /** 2^30 bytes: the unit in the names of the keys. */
    private static final long GIB = 1L << 30;

    /** Version 1 of control groups writes a limit of nearly 2^63 bytes where there is none; no machine has 2^59. */
    private static final long UNLIMITED = 1L << 59;

    /** Keys of which only those are asked that the others leave open. */
    private static final List<String> HUGE_PAGES = List.of(
            "hugepages_free_gib",
            "hugepage_size_kb",
            "hugepagesize_kb",
            "Hugepagesize_kB",
            "hugepages_total",
            "HugePages_Total",
            "hugepages_free",
            "HugePages_Free");

    private ProfileReader() {}

    /** Reads one machine; the caller refuses the keys that were not asked for. */
    static MachineProfile read(AuditedFields machine) {
        Remarks.knowOfMachine(machine);
        MachineFacts facts = NamedMachine.is(machine) ? named(machine) : described(machine);
        return new MachineProfile(facts, machine.optionalSection("expect").map(ProfileReader::expectation));
    }

    private static MachineFacts named(AuditedFields machine) {
        MachineFacts facts = NamedMachine.read(machine);
        Optional<AuditedFields> ram = section(machine, "ram");
        if (ram.isPresent()) {
            facts = facts.withRam(ram(ram.get(), Optional.empty()));
        }
        Optional<AuditedFields> cpu = section(machine, "cpu");
        return cpu.isPresent() ? facts.withCpu(cpu(cpu.get(), ram)) : facts;
    }

    private static Optional<AuditedFields> section(AuditedFields machine, String key) {
        return machine.node(key).filter(YamlNode.Mapping.class::isInstance).flatMap(n -> machine.optionalSection(key));
    }

    private static MachineFacts described(AuditedFields machine) {
        if (!machine.has("cpu") && !machine.has("ram") && !machine.has("gpus")) {
            machine.complain("describes no machine: it has neither cpu: nor ram:, gpus: or hardware:");
        }
        Map<String, String> environment = new HashMap<>();
        machine.optionalSection("env").ifPresent(env -> env.keys().forEach(k -> environment.put(k, env.text(k))));
        Optional<AuditedFields> ram = machine.optionalSection("ram");
        Optional<AuditedFields> cpu = machine.optionalSection("cpu");
        List<GpuFacts> gpus = ProfileGpus.read(machine);
        String id = machine.text("id");
        String os = machine.optionalText("os").orElse("linux");
        String arch = machine.optionalText("arch").orElse("x86_64");
        List<Warning> findings = new ArrayList<>(unknownIds(machine, gpus));
        if (cpu.isPresent() && ram.isPresent()) {
            Optional<AuditedFields> memInfo =
                    machine.optionalSection("probe_fixtures").flatMap(f -> f.optionalSection("meminfo"));
            return new MachineFacts(
                    id, os, arch, cpu(cpu.get(), ram), ram(ram.get(), memInfo), gpus, environment, findings);
        }
        MachineFacts around = new SimulatedMachine(HardwareDatabase.bundled(), HostWish.NONE).around(id, os, gpus);
        findings.addAll(around.findings());
        return new MachineFacts(
                id,
                os,
                arch,
                cpu.map(c -> cpu(c, ram)).orElse(around.cpu()),
                ram.map(r -> ram(r, Optional.empty())).orElse(around.ram()),
                gpus,
                environment,
                findings);
    }

    /** Ids that the database does not have are told: bandwidth and architecture are missing then. */
    private static List<Warning> unknownIds(AuditedFields machine, List<GpuFacts> gpus) {
        List<Warning> found = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        machine.optionalSection("cpu")
                .flatMap(c -> c.optionalText("memory_db_id"))
                .ifPresent(ids::add);
        gpus.forEach(g -> g.databaseId().ifPresent(ids::add));
        for (String id : ids.stream().distinct().toList()) {
            if (HardwareDatabase.bundled().byId(id).isEmpty()) {
                found.add(new Warning(
                        "unknown-hardware-id",
                        "The profile names the hardware id '" + id + "', which the database does not have.",
                        Hint.of("{0} shows all ids.", new Ask("probe").and("list", "true"))));
            }
        }
        return found;
    }

    private static CpuFacts cpu(AuditedFields cpu, Optional<AuditedFields> ram) {
        Remarks.knowOfCpu(cpu);
        for (String count : List.of("sockets", "numa_nodes", "physical_cores", "logical_cpus")) {
            if (count(cpu, count).orElse(1) < 1) {
                cpu.complain(count, "must be at least 1");
            }
        }
        int logical =
                count(cpu, "logical_cpus").orElse(count(cpu, "physical_cores").orElse(1));
        OptionalDouble ofCgroup = ram.isPresent() ? ram.get().optionalAmount("cpu_quota") : OptionalDouble.empty();
        OptionalDouble quota = cpu.optionalAmount("quota");
        return new CpuFacts(
                cpu.optionalText("name").orElse("unknown processor"),
                count(cpu, "sockets").orElse(1),
                count(cpu, "numa_nodes").orElse(1),
                count(cpu, "physical_cores").orElse(logical),
                logical,
                count(cpu, "p_cores"),
                count(cpu, "e_cores"),
                Set.copyOf(cpu.texts("isa")),
                count(cpu, "affinity_cores"),
                quota.isPresent() ? quota : ofCgroup,
                cpu.optionalText("memory_db_id"));
    }

    private static RamFacts ram(AuditedFields ram, Optional<AuditedFields> memInfo) {
        Remarks.knowOfRam(ram);
        ram.requiredNode("total_gib", "a number");
        Bytes total = ram.optionalSize("total_gib", GIB).orElse(Bytes.ZERO);
        if (total.count() == 0) {
            ram.complain("total_gib", "must be above 0");
        }
        OptionalDouble measured = ram.optionalAmount("measured_gbps");
        OptionalDouble effective = ram.optionalAmount("effective_gbps");
        HugePages hugePages = hugePages(ram);
        return new RamFacts(
                total,
                ram.optionalSize("available_gib", GIB).orElse(total),
                ram.optionalSize("installed_gib", GIB),
                ram.optionalText("type").filter(t -> !t.equals("unknown")),
                count(ram, "channels"),
                count(ram, "mt_s"),
                ram.optionalAmount("peak_gbps"),
                measured.isPresent() ? measured : effective,
                ram.optionalSize("swap_gib", GIB).orElse(Bytes.ZERO),
                ram.optionalSize("zram_gib", GIB).orElse(Bytes.ZERO),
                ram.optionalSize("host_total_gib", GIB),
                limits(ram),
                ram.optionalSize("cpuless_nodes_gib", GIB).orElse(Bytes.ZERO),
                hugePages.total().count() > 0
                        ? hugePages
                        : memInfo.map(ProfileReader::hugePages).orElse(HugePages.NONE),
                ram.flag("balloon"),
                count(ram, "dimms_populated"),
                ram.optionalText("source").orElse("profile"));
    }

    /** In GiB, or as a number of pages by the names of {@code /proc/meminfo}. */
    private static HugePages hugePages(AuditedFields ram) {
        ram.know(HUGE_PAGES);
        Optional<Bytes> total = ram.optionalSize("hugepages_gib", GIB);
        if (total.isPresent()) {
            return new HugePages(
                    total.get(), ram.optionalSize("hugepages_free_gib", GIB).orElse(total.get()));
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

    private static Optional<Bytes> size(AuditedFields node, long unit, String... keys) {
        return Arrays.stream(keys)
                .flatMap(k -> node.optionalSize(k, unit).stream())
                .findFirst();
    }

    /** Control groups of version 1 and 2, by the names of their files, or as a plain limit in GiB. */
    private static List<MemoryLimit> limits(AuditedFields ram) {
        List<MemoryLimit> limits = new ArrayList<>();
        for (String version : List.of("cgroup_v2", "cgroup_v1", "cgroup")) {
            ram.optionalSection(version).ifPresent(group -> limits.add(limit(version, group)));
            ram.optionalSize(version + "_limit_gib", GIB)
                    .ifPresent(max -> limits.add(new MemoryLimit(version, Optional.of(max), Bytes.ZERO, Bytes.ZERO)));
        }
        return limits;
    }

    private static MemoryLimit limit(String source, AuditedFields group) {
        Optional<Bytes> max = first(
                group,
                "memory_max",
                "memory_limit_in_bytes",
                "limit_in_bytes",
                "limit_bytes",
                "hierarchical_memory_limit");
        Optional<Bytes> unlimited =
                max.or(() -> group.optionalSize("limit_gib", GIB)).filter(m -> m.count() < UNLIMITED);
        Optional<Bytes> high = first(group, "memory_high");
        Optional<Bytes> limit =
                high.isPresent() && (unlimited.isEmpty() || high.get().compareTo(unlimited.get()) < 0)
                        ? high
                        : unlimited;
        Bytes used = first(group, "memory_current", "memory_usage_in_bytes", "usage_in_bytes", "usage_bytes")
                .or(() -> group.optionalSize("usage_gib", GIB))
                .orElse(Bytes.ZERO);
        Bytes cache = first(group, "inactive_file", "total_inactive_file")
                .or(() -> group.optionalSize("inactive_file_gib", GIB))
                .orElse(Bytes.ZERO);
        Bytes slab = first(group, "slab_reclaimable").orElse(Bytes.ZERO);
        group.know("limit_gib", "usage_gib", "inactive_file_gib");
        return new MemoryLimit(source, limit, used, cache.plus(slab));
    }

    /** The first of these keys that holds a size in bytes; {@code max} is no limit, and neither is what v1 writes for none. */
    private static Optional<Bytes> first(AuditedFields group, String... keys) {
        group.know(keys);
        for (String key : keys) {
            OptionalDouble number = group.optionalNumber(key);
            if (number.isPresent()) {
                return number.getAsDouble() >= UNLIMITED ? Optional.empty() : group.optionalSize(key, 1);
            }
        }
        return Optional.empty();
    }

    private static OptionalInt count(AuditedFields fields, String key) {
        return fields.optionalCount(key, Integer.MAX_VALUE);
    }

    private static Expectation expectation(AuditedFields expect) {
        Remarks.knowOfExpectation(expect);
        return new Expectation(
                expect.optionalAmount("gpu_capacity_gib"),
                expect.optionalAmount("gpu_budget_now_gib"),
                expect.optionalAmount("host_budget_now_gib"),
                expect.optionalText("primary_gpu"),
                expect.optionalText("backend"),
                count(expect, "threads"),
                count(expect, "gpu_count"),
                expect.texts("warnings"));
    }
}
