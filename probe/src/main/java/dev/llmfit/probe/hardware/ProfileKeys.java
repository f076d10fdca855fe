package dev.llmfit.probe.hardware;

import java.util.List;
import java.util.Set;

/**
 * The keys of a profile, to find mistyped ones. Other keys are remarks and are left alone, but one that nearly is a known key,
 * where that key is missing, would silently change what a file checks.
 */
final class ProfileKeys {
    static final Set<String> MACHINE =
            Set.of("id", "arch", "cpu", "ram", "gpus", "env", "expect", "models", "probe_fixtures");
    static final Set<String> CPU = Set.of(
            "name",
            "sockets",
            "numa_nodes",
            "physical_cores",
            "logical_cpus",
            "p_cores",
            "e_cores",
            "isa",
            "quota",
            "affinity_cores",
            "memory_db_id");
    static final Set<String> RAM = Set.of(
            "total_gib",
            "available_gib",
            "installed_gib",
            "type",
            "channels",
            "mt_s",
            "peak_gbps",
            "measured_gbps",
            "effective_gbps",
            "swap_gib",
            "zram_gib",
            "host_total_gib",
            "cpuless_nodes_gib",
            "hugepages_gib",
            "hugepages_free_gib",
            "hugepages_total",
            "hugepages_free",
            "hugepage_size_kb",
            "balloon",
            "dimms_populated",
            "cpu_quota",
            "cgroup",
            "cgroup_v1",
            "cgroup_v2",
            "cgroup_limit_gib",
            "cgroup_v1_limit_gib",
            "cgroup_v2_limit_gib",
            "source");
    static final Set<String> GPU = Set.of(
            "name",
            "driver_name",
            "backend",
            "total_mib",
            "free_mib",
            "unified",
            "integrated",
            "display_attached",
            "mem_info_vram_total",
            "mem_info_vram_used",
            "mem_info_gtt_total",
            "dxgi",
            "db_id",
            "pci",
            "bus",
            "pcie_link",
            "driver",
            "runtime_status",
            "mig_profile",
            "parent_total_mib",
            "bandwidth_gbps",
            "bandwidth_gbps_effective",
            "max_mem_clock_mhz",
            "arch",
            "cc_or_gfx",
            "exclusion",
            "source",
            "uuid");
    static final Set<String> EXPECT = Set.of(
            "gpu_capacity_gib",
            "gpu_budget_now_gib",
            "host_budget_now_gib",
            "primary_gpu",
            "pool_rule",
            "backend",
            "threads",
            "gpu_count",
            "warnings");
    static final Set<String> MODEL = Set.of("model", "file_type", "n_ctx", "min_tps", "verdict");

    private static final int LONG = 8;

    private ProfileKeys() {}

    /**
     * Checks the keys of a mapping.
     *
     * @throws ProfileException if one nearly is a known key that is missing
     */
    static void check(ProfileNode node, Set<String> known) {
        List<String> present = node.keys();
        for (String key : present) {
            if (known.contains(key)) {
                continue;
            }
            known.stream()
                    .filter(k -> !present.contains(k) && isNear(key, k))
                    .sorted()
                    .findFirst()
                    .ifPresent(k -> {
                        throw new ProfileException(
                                node.path() + " has the key '" + key + "'; did you mean '" + k + "'?");
                    });
        }
    }

    /** Returns whether a word is a mistyped other: few edits, or the same without its unit. */
    static boolean isNear(String word, String known) {
        int allowed = known.length() < LONG ? 1 : 2;
        return known.length() > 3
                && (NearestNames.distance(word, known) <= allowed
                        || (known.startsWith(word + "_") && word.length() > 3));
    }
}
