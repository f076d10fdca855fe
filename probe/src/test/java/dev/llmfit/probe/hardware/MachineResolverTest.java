package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineResolverTest {
    private static final MachineResolver RESOLVER = MachineResolver.bundled(() -> {
        throw new AssertionError("this machine is not meant");
    });

    @TempDir
    Path folder;

    static Stream<String> ids() {
        return HardwareDatabase.bundled().all().stream()
                .map(HardwareEntry::id)
                .filter(id -> !MachineProfiles.bundled().ids().contains(id)); // a profile of that name comes first
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyDatabaseIdIsAMachine(String id) {
        Machine machine = RESOLVER.resolve(HardwareSelector.named(id));
        assertTrue(machine.hostPool().free().count() > 0);
        assertTrue(machine.warnings().stream().anyMatch(w -> w.id().equals("assumed-host")));
    }

    @ParameterizedTest
    @CsvSource({
        "2x geforce-rtx-3090-24g,46.0",
        "2xgeforce-rtx-3090-24g,46.0",
        "8x h100-sxm5-80g,629.2",
        "apple-m2-max-38c-96g,77.7",
        "rtx4090-24g-64g,23.0",
        "2x3090,46.0",
        "m2-max-96g,70.0",
        "t4-16g-gcp,14.0",
        "geforce rtx 3090,23.0",
        "g5.xlarge,21.5",
        "G6e.12xlarge,176.0",
        "p4de.24xlarge,632.0",
        "NC24ads_A100_v4,79",
        "a2-highgpu-1g,39",
        "rpi5-8g,0",
        "raspberry-pi-5-8g,0",
    })
    void names(String name, double capacity) {
        assertEquals(
                capacity,
                Budget.of(RESOLVER.resolve(HardwareSelector.named(name)))
                        .gpuCapacity()
                        .gib(),
                0.06);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rtx4090-24g-65g", "geforce-rtx-4190", "", "../../etc/passwd", "0x geforce-rtx-3090-24g", "x"})
    void whatIsNotKnownIsRefusedWithTheNearestNames(String name) {
        HardwareException failure =
                assertThrows(HardwareException.class, () -> RESOLVER.resolve(HardwareSelector.named(name)));
        assertTrue(!failure.hint().isEmpty());
    }

    @Test
    void aProfileThatWasSavedGivesTheSameMachine() throws IOException {
        for (String id : MachineProfiles.bundled().ids()) {
            MachineFacts facts =
                    MachineProfiles.bundled().find(id).orElseThrow().facts();
            Path file = folder.resolve(id + ".yaml");
            Files.writeString(file, ProfileWriter.write(facts));
            Machine expected = new MachineAssembly(HardwareDatabase.bundled()).assemble(facts);
            Machine again = RESOLVER.resolve(HardwareSelector.named(file.toString()));
            assertEquals(expected.devices(), again.devices(), id);
            assertEquals(Budget.of(expected), Budget.of(again), id);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'id: x', machine",
        "'id: x\nram: 8GB', ram",
        "'id: x\ncpu: {name: a}\nram: {total_gib: many}', total_gib",
        "'id: x\ncpu: {name: a}\nram: {total_gib: -1}', total_gib",
        "'[1, 2]', expected keys with values",
        "'a: [', YAML",
        "'id: x\ncpu: {name: a}\nram: {total_gib: 8}\ngpus: [{total_mib: 8192}]', name",
    })
    void aProfileWithAMistakeNamesIt(String yaml, String named) throws IOException {
        Path file = folder.resolve("machine.yaml");
        Files.writeString(file, yaml);
        RuntimeException failure =
                assertThrows(ProfileException.class, () -> RESOLVER.resolve(HardwareSelector.named(file.toString())));
        assertTrue(
                String.valueOf(failure.getMessage()).contains(named) || named.equals("machine"), failure.getMessage());
    }

    @Test
    void malformedFlags() {
        Optional<String> none = Optional.empty();
        Optional<Integer> noNumber = Optional.empty();
        assertThrows(
                HardwareException.class, () -> HardwareSelector.parse(none, Optional.of("lots"), none, noNumber, none));
        assertThrows(HardwareException.class, () -> HardwareSelector.parse(none, none, none, Optional.of(-1), none));
        assertThrows(
                HardwareException.class, () -> HardwareSelector.parse(none, none, none, noNumber, Optional.of("NaN")));
        assertEquals(
                1792,
                HardwareSelector.parse(none, none, none, noNumber, Optional.of("1.792 TB/s"))
                        .bandwidthGbps()
                        .orElseThrow(),
                0.001);
    }
}
