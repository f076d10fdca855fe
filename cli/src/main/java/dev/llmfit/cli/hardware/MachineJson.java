package dev.llmfit.cli.hardware;

import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A machine as a tree for JSON. Sizes are bytes. */
public final class MachineJson {
    private MachineJson() {}

    /** Returns the tree. */
    public static Map<String, Object> of(Machine machine) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", machine.id());
        tree.put("os", machine.os());
        tree.put("arch", machine.arch());
        tree.put("cpu", cpu(machine));
        tree.put("pools", machine.pools().stream().map(MachineJson::pool).toList());
        tree.put("devices", machine.devices().stream().map(MachineJson::device).toList());
        tree.put(
                "excluded",
                machine.excluded().stream().map(MachineJson::excluded).toList());
        Budget budget = Budget.of(machine);
        Map<String, Object> budgets = new LinkedHashMap<>();
        budgets.put("gpu_capacity", budget.gpuCapacity());
        budgets.put("gpu_now", budget.gpuNow());
        budgets.put("host_now", budget.hostNow());
        tree.put("budget", budgets);
        tree.put("warnings", warnings(machine.warnings()));
        return tree;
    }

    /** Returns warnings as a list of trees. */
    public static List<Map<String, Object>> warnings(List<Warning> warnings) {
        return warnings.stream().map(MachineJson::warning).toList();
    }

    private static Map<String, Object> cpu(Machine machine) {
        Map<String, Object> cpu = new LinkedHashMap<>();
        cpu.put("name", machine.cpu().name());
        cpu.put("sockets", machine.cpu().sockets());
        cpu.put("physical_cores", machine.cpu().physicalCores());
        cpu.put("logical_cpus", machine.cpu().logicalCpus());
        cpu.put("threads", machine.cpu().threads());
        cpu.put("isa", machine.cpu().isa().stream().sorted().toList());
        return cpu;
    }

    private static Map<String, Object> pool(Pool pool) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", pool.id());
        tree.put("kind", pool.kind().name().toLowerCase(Locale.ROOT));
        tree.put("installed", pool.installed());
        tree.put("capacity", pool.capacity());
        tree.put("free", pool.free());
        tree.put("bandwidth_gbps", pool.bandwidthGbps());
        tree.put("measured_gbps", pool.measuredGbps());
        tree.put("source", pool.source());
        return tree;
    }

    private static Map<String, Object> device(Device device) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", device.name());
        tree.put("description", device.description());
        tree.put("backend", device.backend().id());
        tree.put("pool", device.poolId());
        tree.put("installed", device.installed());
        tree.put("capacity", device.capacity());
        tree.put("free", device.free());
        tree.put("database_id", device.databaseId());
        tree.put("pci_id", device.pciId());
        tree.put("bandwidth_gbps", device.bandwidthGbps());
        tree.put("architecture", device.architecture());
        tree.put("compute_capability", device.computeCapability());
        return tree;
    }

    private static Map<String, Object> excluded(ExcludedDevice device) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("description", device.description());
        tree.put("pci_id", device.pciId());
        tree.put("reason", device.reason());
        tree.put("fix", device.fix());
        return tree;
    }

    private static Map<String, Object> warning(Warning warning) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", warning.id());
        tree.put("text", warning.text());
        tree.put("fix", warning.fix());
        return tree;
    }
}
