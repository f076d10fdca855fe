package dev.llmfit.probe.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Enclosure;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineProfiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnclosureTest {
    @ParameterizedTest(name = "{0}: WSL {1}, container {2}")
    @CsvSource({
        "wsl2-3060-12g, true, false",
        "k8s-pod-8g-limit-on-512g, false, true",
        "lxc-unlimited-max, false, false",
        "rtx4090-24g-64g, false, false",
    })
    void aMachineSaysWhatItsProgramsAreEnclosedIn(String id, boolean wsl, boolean container) {
        assertEquals(new Enclosure(wsl, container), machine(id).enclosure());
    }

    private static Machine machine(String id) {
        return new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(id).orElseThrow().facts());
    }
}
