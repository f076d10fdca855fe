package dev.llmfit.cli;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Machines of the database, as they are, fuller, or joined. */
final class ChangedMachines {
    private ChangedMachines() {}

    static Machine named(String id) {
        return MachineResolver.bundled(() -> ThisMachine.read(Environment.ofProcess()))
                .resolve(HardwareSelector.parse(
                        Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    static Machine free(Machine m, Bytes free) {
        Device d = m.devices().getFirst();
        return m.withDevices(m.pools(), List.of(moved(d, d.name(), d.poolId(), free)));
    }

    static Machine both(Machine first, Machine second) {
        Device other = second.devices().getFirst();
        Pool pool = second.pool(other.poolId());
        List<Pool> pools = new ArrayList<>(first.pools());
        pools.add(new Pool(
                "second", pool.kind(), pool.installed(), pool.capacity(), pool.free(), pool.bandwidthGbps(), "test"));
        List<Device> devices = new ArrayList<>(first.devices());
        devices.add(moved(other, "CUDA1", "second", other.free()));
        return first.withDevices(pools, devices);
    }

    private static Device moved(Device d, String name, String pool, Bytes free) {
        return new Device(
                name,
                d.description(),
                d.backend(),
                pool,
                d.installed(),
                d.capacity(),
                free,
                d.databaseId(),
                d.pciId(),
                d.bandwidthGbps(),
                d.architecture(),
                d.computeCapability());
    }
}
