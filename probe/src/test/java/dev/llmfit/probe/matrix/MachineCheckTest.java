package dev.llmfit.probe.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineProfile;
import dev.llmfit.probe.hardware.MachineProfiles;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MachineCheckTest {
    static Stream<String> machines() {
        return MachineProfiles.bundled().ids().stream();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyBundledMachineMeetsItsExpectation(String id) {
        MachineProfile profile = MachineProfiles.bundled().find(id).orElseThrow();
        Machine machine = new MachineAssembly(HardwareDatabase.bundled()).assemble(profile.facts());
        assertEquals(List.of(), MachineCheck.of(profile, machine).failures());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void numbersOfADeviceAreInOrder(String id) {
        MachineProfile profile = MachineProfiles.bundled().find(id).orElseThrow();
        Machine machine = new MachineAssembly(HardwareDatabase.bundled()).assemble(profile.facts());
        for (Device device : machine.devices()) {
            assertTrue(device.free().compareTo(device.capacity()) <= 0, device.toString());
            Pool pool = machine.pool(device.poolId());
            assertTrue(pool.kind() == Pool.Kind.UNIFIED || pool.capacity().equals(device.capacity()), pool.toString());
        }
        assertTrue(machine.hostPool().free().compareTo(machine.hostPool().capacity()) <= 0);
    }
}
