package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines of a file that are named, or described in part: an id alone is a GPU, and a count counts. */
class NamedMachineTest {
    private static final String HOST =
            "id: a\ncpu: {name: x, physical_cores: 4}\nram: {total_gib: 62, available_gib: 56}\n";

    private static Machine machine(String yaml) {
        return new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineDocument.parse("x.yaml", yaml)
                        .entries()
                        .getFirst()
                        .profile()
                        .facts());
    }

    private static List<String> devices(String yaml) {
        return machine(yaml).devices().stream()
                .map(d -> d.databaseId().orElse("?") + " " + d.backend().id() + " "
                        + Math.round(d.installed().gib()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpus: [{db_id: geforce-rtx-5090-32g}]|geforce-rtx-5090-32g cuda 32",
                "gpus: [{db_id: geforce-rtx-5090-32g}, {db_id: geforce-rtx-3080-10g}]"
                        + "|geforce-rtx-5090-32g cuda 32,geforce-rtx-3080-10g cuda 10",
                "gpus: [{db_id: tesla-p40-24g, count: 2}]|tesla-p40-24g cuda 24,tesla-p40-24g cuda 24",
                "gpus: [{db_id: radeon-rx-7900-xtx-24g}]|radeon-rx-7900-xtx-24g rocm 24",
                "gpus: [{db_id: radeon-rx-7900-xtx-24g, backend: vulkan}]|radeon-rx-7900-xtx-24g vulkan 24",
                "gpus: [{db_id: arc-b580-12g}]|arc-b580-12g sycl 12",
                "gpus: ['RTX 4090', '2x 3060']"
                        + "|geforce-rtx-4090-24g cuda 24,geforce-rtx-3060-12g cuda 12,geforce-rtx-3060-12g cuda 12",
                "gpus: [{name: GeForce RTX 3090, backend: cuda, total_mib: 24GB, count: 2}]"
                        + "|geforce-rtx-3090-24g cuda 24,geforce-rtx-3090-24g cuda 24"
            })
    void gpusOfAProfile(String gpus, String expected) {
        assertEquals(List.of(expected.split(",")), devices(HOST + gpus));
    }

    @Test
    void aGpuInTheProcessorSharesTheRam() {
        Machine machine = machine(HOST + "gpus: [{db_id: ryzen-ai-max-395-radeon-8060s-128g}]");
        Device gpu = machine.devices().getFirst();
        assertEquals(machine.hostPool().id(), gpu.poolId());
        assertTrue(gpu.capacity().gib() <= 31.1, gpu.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'hardware: RTX 4090'|geforce-rtx-4090-24g|1|57",
                "'db_id: geforce-rtx-3090-24g\ncount: 2'|2x geforce-rtx-3090-24g|2|57",
                "'id: mine\nhardware: 3060 + 4090\nram: 32GB'|mine|2|27",
                "'id: mine\nhardware: RTX 3060\nram: {total_gib: 16, available_gib: 9}'|mine|1|9",
                "'id: mine\nhardware: rtx4090-24g-64g'|mine|1|57",
                "'id: mine\nhardware: RTX 3060\nos: windows\nram: 16\nram_bandwidth: DDR4-3200'|mine|1|9",
                "'machines: [rtx4090-24g-64g]'|rtx4090-24g-64g|1|57",
                "'machines: [2x 3090, M3 Max 64GB]'|2x geforce-rtx-3090-24g|2|57",
                "'id: some\ngpus: [{db_id: geforce-rtx-4070-12g}]'|some|1|57",
                "'id: some\nram: {total_gib: 31, available_gib: 20}\ngpus: [RTX 4070]'|some|1|20"
            })
    void aMachineIsNamedOrCompleted(String yaml, String id, int gpus, long freeGib) {
        Machine machine = machine(yaml.replace("\\n", "\n"));
        assertEquals(id, machine.id());
        assertEquals(gpus, machine.devices().size());
        assertEquals(freeGib, Math.round(machine.hostPool().free().gib()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'db_id: no-such-card'|x.yaml, line 1: machine.db_id is 'no-such-card', which the hardware database"
                        + " does not have",
                "'hardware: banana'|x.yaml, line 1: machine.hardware is 'banana': no hardware or profile is called"
                        + " 'banana'",
                "'hardware: H100'|x.yaml, line 1: machine.hardware is 'H100': 'H100' may mean several devices; say"
                        + " which: h100-pcie-80g, h100-sxm5-80g, h100-nvl-94g",
                "'hardware: RTX 4090\ncuont: 2'|x.yaml, line 2: unknown key 'cuont' in machine; did you mean 'count'?",
                "'hardware: RTX 4090\n"
                        + "bandwith: 900'|x.yaml, line 2: unknown key 'bandwith' in machine; did you mean 'bandwidth'?",
                "'db_id: geforce-rtx-3090-24g\ncount: 0'|x.yaml, line 2: machine.count must be at least 1",
                "'hardware: RTX 4090\n"
                        + "vram: lots'|x.yaml, line 1: machine.hardware is 'RTX 4090': vram: not a size: 'lots' (write it"
                        + " as 24GiB or 24576MiB)"
            })
    void whatCannotBeMeantIsToldWithItsLine(String yaml, String message) {
        ProfileException e = assertThrows(ProfileException.class, () -> machine(yaml.replace("\\n", "\n")));
        assertEquals(message, e.getMessage());
    }
}
