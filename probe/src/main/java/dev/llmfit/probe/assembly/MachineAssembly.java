package dev.llmfit.probe.assembly;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.CardSetting;
import dev.llmfit.probe.Cpu;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Enclosure;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns facts into a machine: which GPUs work together, which memory is whose, how many threads to use. */
public final class MachineAssembly {
    private static final String RAM = "ram";

    private final HardwareDatabase database;

    /** Creates an assembly that takes bandwidth and architecture from this database. */
    public MachineAssembly(HardwareDatabase database) {
        this.database = database;
    }

    /** Returns the machine that the facts describe. */
    public Machine assemble(MachineFacts read) {
        List<GpuFacts> ordered = CudaDeviceOrder.apply(read.gpus(), read.environment(), database);
        MachineFacts facts = read.withGpus(VisibleDevices.apply(ordered, read.environment()));
        HostMemory host = HostMemory.of(facts);
        List<ExcludedDevice> excluded = new ArrayList<>();
        List<GpuFacts> chosen = choose(facts, host, excluded);
        boolean unified = false;
        List<Pool> pools = new ArrayList<>();
        List<Device> devices = new ArrayList<>();
        for (GpuFacts gpu : chosen) {
            GpuMemory memory = GpuMemory.of(gpu, facts, host);
            Backend backend = gpu.backends().getFirst();
            String name = backend.devicePrefix() + devices.size();
            String poolId = memory.shared() ? RAM : name.toLowerCase(java.util.Locale.ROOT);
            Device device = device(gpu, name, poolId, memory);
            devices.add(device);
            if (memory.shared()) {
                unified = true;
            } else {
                pools.add(new Pool(
                        poolId,
                        Pool.Kind.DEVICE,
                        memory.installed(),
                        memory.capacity(),
                        memory.free(),
                        device.bandwidthGbps(),
                        memory.rule()));
            }
        }
        Pool ram = hostPool(facts, host, unified, devices);
        pools.addFirst(ram);
        List<Warning> warnings = new ArrayList<>(facts.findings());
        warnings.addAll(HostWarnings.of(facts, host, ram.readGbps().isPresent()));
        warnings.addAll(DeviceWarnings.of(facts, chosen, excluded));
        Enclosure enclosure = new Enclosure(facts.os().equals("wsl2"), host.limited());
        return new Machine(
                facts.id(), facts.os(), facts.arch(), enclosure, cpu(facts), pools, devices, warnings, excluded);
    }

    /**
     * Returns the GPUs that work together. Cards with their own memory come before a GPU in the processor; cards of one
     * vendor pool their memory, cards of two vendors do not, since a build of llama.cpp with CUDA drives no AMD card.
     */
    private List<GpuFacts> choose(MachineFacts facts, HostMemory host, List<ExcludedDevice> excluded) {
        List<GpuFacts> usable = new ArrayList<>();
        for (GpuFacts gpu : facts.gpus()) {
            Optional<ExcludedDevice> reason = DeviceScreening.reject(gpu, facts);
            if (reason.isPresent()) {
                excluded.add(reason.get());
            } else {
                usable.add(gpu);
            }
        }
        List<GpuFacts> slices = usable.stream()
                .filter(g -> g.migProfile().isPresent())
                .sorted(Comparator.comparingLong(g -> -freeOf(g)))
                .toList();
        slices.stream().skip(1).forEach(g -> {
            usable.remove(g);
            excluded.add(otherSlice(g));
        });
        boolean discrete = usable.stream().anyMatch(MachineAssembly::isDiscrete);
        Map<Backend, List<GpuFacts>> groups = new LinkedHashMap<>();
        for (GpuFacts gpu : usable) {
            if (discrete && !isDiscrete(gpu)) {
                excluded.add(new ExcludedDevice(
                        gpu.name(),
                        gpu.pciId(),
                        "A graphics card is present; the GPU in the processor is left out.",
                        ""));
            } else {
                groups.computeIfAbsent(gpu.backends().getFirst(), b -> new ArrayList<>())
                        .add(gpu);
            }
        }
        List<GpuFacts> best = groups.values().stream()
                .max((a, b) -> Long.compare(usableNow(a, facts, host), usableNow(b, facts, host)))
                .orElse(List.of());
        groups.values().stream()
                .filter(g -> !g.equals(best))
                .flatMap(List::stream)
                .forEach(g -> excluded.add(otherVendor(g)));
        return best;
    }

    private static long freeOf(GpuFacts gpu) {
        return gpu.free().or(gpu::total).orElse(Bytes.ZERO).count();
    }

    private static ExcludedDevice otherSlice(GpuFacts gpu) {
        return new ExcludedDevice(
                DisplayName.of(gpu),
                gpu.pciId(),
                "CUDA gives a process one MIG slice only.",
                "Start another process with CUDA_VISIBLE_DEVICES="
                        + gpu.uuid().orElse("and the UUID of the slice (nvidia-smi -L)") + " to use it.");
    }

    private static ExcludedDevice otherVendor(GpuFacts gpu) {
        return new ExcludedDevice(
                gpu.name(),
                gpu.pciId(),
                "Cards that need different backends do not share a model in one build of llama.cpp.",
                "A Vulkan build drives both at once.");
    }

    private static boolean isDiscrete(GpuFacts gpu) {
        return !gpu.integrated() && !gpu.unified();
    }

    private static long usableNow(List<GpuFacts> group, MachineFacts facts, HostMemory host) {
        return group.stream()
                .mapToLong(g -> GpuMemory.of(g, facts, host).free().count())
                .sum();
    }

    private Device device(GpuFacts gpu, String name, String poolId, GpuMemory memory) {
        Optional<HardwareEntry> entry = entry(gpu, memory.installed());
        OptionalDouble bandwidth = DeviceBandwidth.of(gpu, entry);
        return new Device(
                name,
                DisplayName.of(gpu),
                gpu.backends().getFirst(),
                poolId,
                memory.installed(),
                memory.capacity(),
                memory.free(),
                entry.map(HardwareEntry::id),
                gpu.pciId(),
                bandwidth.isPresent() ? Optional.of(bandwidth.getAsDouble()) : Optional.empty(),
                gpu.architecture().or(() -> entry.flatMap(HardwareEntry::architecture)),
                gpu.family().or(() -> entry.flatMap(HardwareEntry::family)),
                new CardSetting(
                        gpu.pcieLink(),
                        gpu.powerWatts().isPresent()
                                ? Optional.of(gpu.powerWatts().getAsDouble())
                                : Optional.empty()));
    }

    private Optional<HardwareEntry> entry(GpuFacts gpu, Bytes installed) {
        double gib = gpu.parentTotal().orElse(installed).gib();
        return gpu.databaseId()
                .flatMap(database::byId)
                .or(() -> gpu.pciId().flatMap(id -> database.byPciId(id, gib)))
                .or(() -> database.byName(gpu.name(), gib));
    }

    private Pool hostPool(MachineFacts facts, HostMemory host, boolean unified, List<Device> devices) {
        RamFacts ram = facts.ram();
        Optional<Double> nominal = ram.peakGbps().isPresent()
                ? Optional.of(ram.peakGbps().getAsDouble())
                : facts.cpu()
                        .databaseId()
                        .flatMap(database::byId)
                        .flatMap(HardwareEntry::bandwidthGbps)
                        .filter(b -> ram.channels().orElse(1) > 0)
                        .or(() -> unified ? devices.getFirst().bandwidthGbps() : Optional.empty());
        return new Pool(
                RAM,
                unified ? Pool.Kind.UNIFIED : Pool.Kind.HOST,
                ram.installed().orElse(ram.total()),
                host.total(),
                host.available(),
                nominal,
                ram.measuredGbps().isPresent() ? Optional.of(ram.measuredGbps().getAsDouble()) : Optional.empty(),
                host.source());
    }

    private static Cpu cpu(MachineFacts facts) {
        return new Cpu(
                facts.cpu().name(),
                facts.cpu().sockets(),
                facts.cpu().physicalCores(),
                facts.cpu().logicalCpus(),
                ThreadCount.of(facts.cpu(), facts.os()),
                facts.cpu().isa());
    }
}
