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
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Machines with given memories. */
public final class SmallMachine {
    private SmallMachine() {}

    /** Returns a machine with 0 to 3 cards of up to 6 GiB free, sometimes sharing the memory of the CPU. */
    public static Machine random(RandomGenerator random) {
        Bytes ram = Bytes.ofGib(1 + random.nextDouble() * 12);
        if (random.nextInt(5) == 0) {
            return unified(ram, ram.minus(Bytes.ofGib(0.5)));
        }
        List<Bytes> cards = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            cards.add(Bytes.ofGib(0.5 + random.nextDouble() * 5.5));
        }
        return discrete(ram, cards);
    }

    public static Machine discrete(Bytes ram, List<Bytes> cards) {
        List<Pool> pools = new ArrayList<>();
        pools.add(new Pool("ram", Pool.Kind.HOST, ram, ram, ram, Optional.of(60.0), "test"));
        List<Device> devices = new ArrayList<>();
        for (int d = 0; d < cards.size(); d++) {
            Bytes free = cards.get(d);
            pools.add(new Pool("vram" + d, Pool.Kind.DEVICE, free, free, free, Optional.of(600.0), "test"));
            devices.add(device("CUDA" + d, Backend.CUDA, "vram" + d, free));
        }
        return machine(pools, devices);
    }

    public static Machine unified(Bytes ram, Bytes forGpu) {
        Pool pool = new Pool("ram", Pool.Kind.UNIFIED, ram, ram, ram, Optional.of(400.0), "test");
        return machine(List.of(pool), List.of(device("MTL0", Backend.METAL, "ram", forGpu)));
    }

    private static Device device(String name, Backend backend, String pool, Bytes free) {
        return new Device(
                name,
                "Test card",
                backend,
                pool,
                free,
                free,
                free,
                Optional.empty(),
                Optional.empty(),
                Optional.of(600.0),
                Optional.empty(),
                Optional.empty());
    }

    private static Machine machine(List<Pool> pools, List<Device> devices) {
        Cpu cpu = new Cpu("Test", 1, 8, 16, 8, Set.of("avx2"));
        return new Machine("test", "linux", "x86_64", Enclosure.NONE, cpu, pools, devices, List.of(), List.of());
    }
}
