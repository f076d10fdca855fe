package dev.llmfit.recommend;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Cpu;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Enclosure;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Random machines of every kind, and what one gets by adding to them. */
public final class AnyMachine {
    private static final List<Backend> CARDS = List.of(Backend.CUDA, Backend.CUDA, Backend.ROCM, Backend.VULKAN);
    private static final double GIB = 1L << 30;

    private AnyMachine() {}

    /**
     * Returns a machine whose memories are of the size of a model: none to four cards, alike or not, an integrated GPU that shares RAM,
     * or unified memory.
     *
     * @param bytes size of the model
     */
    public static Machine around(double bytes, RandomGenerator random) {
        double gib = bytes / GIB;
        double ram = 1.5 + gib * (0.1 + 2 * random.nextDouble());
        double host = 20 + 180 * random.nextDouble();
        return switch (random.nextInt(8)) {
            case 0 -> machine(List.of(host(ram, host)), List.of());
            case 1 ->
                unified(ram, ram * (0.6 + 0.4 * random.nextDouble()), Backend.METAL, 100 + 700 * random.nextDouble());
            case 2 -> unified(ram, ram * (0.3 + 0.6 * random.nextDouble()), Backend.VULKAN, host);
            default -> cards(ram, host, gib, random);
        };
    }

    private static Machine cards(double ram, double host, double gib, RandomGenerator random) {
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 4 : 2);
        Backend backend = CARDS.get(random.nextInt(CARDS.size()));
        boolean alike = random.nextBoolean();
        Machine machine = machine(List.of(host(ram, host)), List.of());
        double size = 0;
        double bandwidth = 0;
        for (int d = 0; d < count; d++) {
            if (d == 0 || !alike) {
                size = random.nextInt(20) == 0 ? 0 : 1.2 + gib * 1.5 * random.nextDouble() / count;
                bandwidth = 220 + 1000 * random.nextDouble();
            }
            machine = withCard(machine, backend, size, bandwidth);
        }
        return machine;
    }

    private static Pool host(double gib, double bandwidth) {
        Bytes size = Bytes.ofGib(gib);
        return new Pool("ram", Pool.Kind.HOST, size, size, size, Optional.of(bandwidth), "test");
    }

    public static Machine unified(double gib, double forGpu, Backend backend, double bandwidth) {
        Bytes size = Bytes.ofGib(gib);
        Pool pool = new Pool("ram", Pool.Kind.UNIFIED, size, size, size, Optional.of(bandwidth), "test");
        Bytes usable = Bytes.ofGib(forGpu);
        return machine(List.of(pool), List.of(device(0, backend, "ram", usable, bandwidth)));
    }

    /** Returns a machine with RAM alone. */
    public static Machine cpu(double gib, double bandwidth) {
        return machine(List.of(host(gib, bandwidth)), List.of());
    }

    /** Returns the machine with one more card after the others. */
    public static Machine withCard(Machine machine, Backend backend, double gib, double bandwidth) {
        int index = machine.devices().size();
        Bytes size = Bytes.ofGib(gib);
        List<Pool> pools = new ArrayList<>(machine.pools());
        pools.add(new Pool("vram" + index, Pool.Kind.DEVICE, size, size, size, Optional.of(bandwidth), "test"));
        List<Device> devices = new ArrayList<>(machine.devices());
        devices.add(device(index, backend, "vram" + index, size, bandwidth));
        return machine(pools, devices);
    }

    /** Returns the machine with more memory in one pool. */
    static Machine withMemory(Machine machine, String poolId, double gib) {
        Bytes more = Bytes.ofGib(gib);
        return changed(
                machine,
                p -> p.id().equals(poolId) ? resized(p, p.free().plus(more)) : p,
                d -> d.poolId().equals(poolId) ? resized(d, d.free().plus(more)) : d);
    }

    /** Returns the machine with one pool, and what uses it, this many times as fast. */
    static Machine withBandwidth(Machine machine, String poolId, double factor) {
        return changed(
                machine,
                p -> p.id().equals(poolId)
                        ? new Pool(
                                p.id(),
                                p.kind(),
                                p.installed(),
                                p.capacity(),
                                p.free(),
                                p.bandwidthGbps().map(b -> b * factor),
                                p.source())
                        : p,
                d -> d.poolId().equals(poolId) ? fed(d, d.bandwidthGbps().map(b -> b * factor)) : d);
    }

    private static Machine changed(Machine m, UnaryOperator<Pool> pools, UnaryOperator<Device> devices) {
        return machine(
                m.pools().stream().map(pools).toList(),
                m.devices().stream().map(devices).toList());
    }

    private static Pool resized(Pool p, Bytes size) {
        return new Pool(p.id(), p.kind(), size, size, size, p.bandwidthGbps(), p.source());
    }

    private static Device resized(Device d, Bytes size) {
        return new Device(
                d.name(),
                d.description(),
                d.backend(),
                d.poolId(),
                size,
                size,
                size,
                d.databaseId(),
                d.pciId(),
                d.bandwidthGbps(),
                d.architecture(),
                d.computeCapability());
    }

    private static Device fed(Device d, Optional<Double> bandwidth) {
        return new Device(
                d.name(),
                d.description(),
                d.backend(),
                d.poolId(),
                d.installed(),
                d.capacity(),
                d.free(),
                d.databaseId(),
                d.pciId(),
                bandwidth,
                d.architecture(),
                d.computeCapability());
    }

    private static Device device(int index, Backend backend, String pool, Bytes size, double bandwidth) {
        String name = switch (backend) {
            case METAL -> "MTL";
            case VULKAN -> "Vulkan";
            case ROCM -> "ROCm";
            default -> "CUDA";
        };
        return new Device(
                name + index,
                "Test card",
                backend,
                pool,
                size,
                size,
                size,
                Optional.empty(),
                Optional.empty(),
                Optional.of(bandwidth),
                Optional.empty(),
                Optional.empty());
    }

    private static Machine machine(List<Pool> pools, List<Device> devices) {
        Cpu cpu = new Cpu("Test", 1, 8, 16, 8, Set.of("avx2"));
        return new Machine("test", "linux", "x86_64", Enclosure.NONE, cpu, pools, devices, List.of(), List.of());
    }

    /** Returns the sizes and speeds of a machine in one line. */
    static String told(Machine machine) {
        StringBuilder text = new StringBuilder();
        for (Pool p : machine.pools()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s %s %.3f GiB %.0f GB/s; ",
                    p.id(),
                    p.kind(),
                    p.free().gib(),
                    p.bandwidthGbps().orElse(0.0)));
        }
        for (Device d : machine.devices()) {
            text.append(String.format(
                    Locale.ROOT, "%s %.3f GiB; ", d.name(), d.free().gib()));
        }
        return text.toString();
    }
}
