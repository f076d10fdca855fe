package dev.llmfit.answers.machine;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Words;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Warning;
import java.util.List;
import java.util.Locale;

/** The part of documents that tells a machine. Sizes are bytes. */
public final class MachineJson {
    /** What to do is told as commands. */
    private static final Words WORDS = new CommandWords();

    private MachineJson() {}

    /** Returns the object of a machine. */
    public static JsonObject of(Machine machine) {
        JsonObject.Builder tree = JsonObject.builder();
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
        JsonObject.Builder budgets = JsonObject.builder();
        budgets.put("gpu_capacity", budget.gpuCapacity());
        budgets.put("gpu_now", budget.gpuNow());
        budgets.put("host_now", budget.hostNow());
        tree.put("budget", budgets.build());
        tree.put("warnings", warnings(machine.warnings()));
        return tree.build();
    }

    /** Returns the objects of warnings. */
    public static List<JsonObject> warnings(List<Warning> warnings) {
        return warnings.stream().map(MachineJson::warning).toList();
    }

    private static JsonObject cpu(Machine machine) {
        JsonObject.Builder cpu = JsonObject.builder();
        cpu.put("name", machine.cpu().name());
        cpu.put("sockets", machine.cpu().sockets());
        cpu.put("physical_cores", machine.cpu().physicalCores());
        cpu.put("logical_cpus", machine.cpu().logicalCpus());
        cpu.put("threads", machine.cpu().threads());
        cpu.put("isa", machine.cpu().isa().stream().sorted().toList());
        return cpu.build();
    }

    private static JsonObject pool(Pool pool) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("id", pool.id());
        tree.put("kind", pool.kind().name().toLowerCase(Locale.ROOT));
        tree.put("installed", pool.installed());
        tree.put("capacity", pool.capacity());
        tree.put("free", pool.free());
        tree.putOrNull("bandwidth_gbps", pool.bandwidthGbps());
        tree.putOrNull("measured_gbps", pool.measuredGbps());
        tree.put("source", pool.source());
        return tree.build();
    }

    private static JsonObject device(Device device) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("name", device.name());
        tree.put("description", device.description());
        tree.put("backend", device.backend().id());
        tree.put("pool", device.poolId());
        tree.put("installed", device.installed());
        tree.put("capacity", device.capacity());
        tree.put("free", device.free());
        tree.putOrNull("database_id", device.databaseId());
        tree.putOrNull("pci_id", device.pciId());
        tree.putOrNull("bandwidth_gbps", device.bandwidthGbps());
        tree.putOrNull("architecture", device.architecture());
        tree.putOrNull("compute_capability", device.computeCapability());
        tree.putOrNull("link", device.setting().link());
        tree.putOrNull("power_w", device.setting().powerWatts());
        return tree.build();
    }

    private static JsonObject excluded(ExcludedDevice device) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("description", device.description());
        tree.putOrNull("pci_id", device.pciId());
        tree.put("reason", device.reason());
        tree.put("fix", WORDS.of(device.fix()));
        return tree.build();
    }

    private static JsonObject warning(Warning warning) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("id", warning.id());
        tree.put("text", warning.text());
        tree.put("fix", WORDS.of(warning.fix()));
        return tree.build();
    }
}
