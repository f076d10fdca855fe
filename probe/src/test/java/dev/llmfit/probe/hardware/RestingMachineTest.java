package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.RestingMachine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.units.Bytes;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On the bundled machines: at rest nothing has less free than now, and nothing more than there is. */
class RestingMachineTest {
    static Stream<Machine> bundled() {
        MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
        MachineProfiles profiles = MachineProfiles.bundled();
        return profiles.ids().stream()
                .map(id -> assembly.assemble(profiles.find(id).orElseThrow().facts()));
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void freesWhatOtherProgramsHold(Machine now) {
        Machine rest = RestingMachine.of(now);
        for (int i = 0; i < now.pools().size(); i++) {
            Bytes free = rest.pools().get(i).free();
            assertTrue(free.compareTo(now.pools().get(i).free()) >= 0, now.id());
            assertTrue(
                    free.compareTo(now.pools()
                                    .get(i)
                                    .free()
                                    .max(now.pools().get(i).capacity()))
                            <= 0,
                    now.id());
        }
        for (int i = 0; i < now.devices().size(); i++) {
            assertTrue(
                    rest.devices().get(i).free().compareTo(now.devices().get(i).free()) >= 0, now.id());
        }
        assertEquals(rest, RestingMachine.of(rest), "nothing more to close");
    }
}
