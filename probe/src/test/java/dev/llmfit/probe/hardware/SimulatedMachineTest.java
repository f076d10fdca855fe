package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.facts.MachineFacts;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that need not exist: the same everywhere, with the RAM free that a system leaves, and with what is said of it. */
class SimulatedMachineTest {
    /** Two machines that could hardly be more different. */
    private static final MachineFacts LAPTOP = bundledFacts("m1-8g");

    private static final MachineFacts SERVER = bundledFacts("h100x8");

    private static MachineFacts bundledFacts(String id) {
        return MachineProfiles.bundled().find(id).orElseThrow().facts();
    }

    /** Reads {@code hardware=… vram=… ram=… gpus=… bandwidth=… ram_bandwidth=… cpu=… os=…}. */
    private static HardwareSelector selector(String text) {
        java.util.Map<String, String> said = new java.util.HashMap<>();
        for (String part : text.split(";", -1)) {
            said.put(part.split("=", -1)[0].strip(), part.split("=", -1)[1].strip());
        }
        return HardwareSelector.parse(
                        Optional.ofNullable(said.get("hardware")),
                        Optional.ofNullable(said.get("vram")),
                        Optional.ofNullable(said.get("ram")),
                        Optional.ofNullable(said.get("gpus")).map(Integer::valueOf),
                        Optional.ofNullable(said.get("bandwidth")))
                .around(
                        Optional.ofNullable(said.get("ram_bandwidth")),
                        Optional.ofNullable(said.get("cpu")),
                        Optional.ofNullable(said.get("os")));
    }

    private static Machine on(MachineFacts here, String text) {
        return MachineResolver.bundled(() -> here).resolve(selector(text));
    }

    private static Machine machine(String text) {
        return MachineResolver.bundled(() -> {
                    throw new AssertionError("this machine is not meant");
                })
                .resolve(selector(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vram=24",
                "vram=24576MiB;ram=64",
                "ram=8GB",
                "ram=8GB;gpus=0",
                "vram=12;gpus=2;bandwidth=936",
                "vram=8GiB;ram=16;os=windows",
                "ram=32;cpu=Ryzen 5 5600",
                "cpu=16 cores;vram=16",
                "os=windows",
                "hardware=RTX 4090",
                "hardware=RTX 4090;ram=32;ram_bandwidth=DDR4-3200",
                "hardware=M3 Max 64GB;ram=128",
                "hardware=rtx4090-24g-64g;ram=32",
                "hardware=2x 3090;vram=12"
            })
    void theAnswerIsTheSameOnEveryMachine(String said) {
        assertEquals(on(LAPTOP, said), on(SERVER, said));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpus=1", "bandwidth=500", "ram_bandwidth=80GB/s"})
    void aSingleFactOfThisMachineLeavesTheRest(String said) {
        Machine here = on(SERVER, said);
        assertEquals("h100x8", here.id());
        assertEquals(SERVER.ram().available(), here.hostPool().free());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ram=8GB;os=windows|3.0|5.0",
                "ram=8GB|3.0|5.0",
                "ram=16;os=windows|8|10",
                "ram=32;os=windows|18|22",
                "ram=16GiB;hardware=RTX 4070;os=windows|8|10",
                "ram=16GiB;hardware=RTX 4070|11.5|13",
                "hardware=RTX 4090|55|59",
                "hardware=8x h100-sxm5-80g|485|500",
                "hardware=apple-m1-8c-8g|2.5|3.5",
                "hardware=M3 Max 64GB|49|53",
                "hardware=raspberry-pi-5-8g|6.3|7.1",
                "ram=4|1|2",
                "ram=1|0.2|0.3",
                "hardware=snapdragon-8-elite-16g|7|8.5"
            })
    void theSystemLeavesSoMuchRam(String said, double least, double most) {
        double free = machine(said).hostPool().free().gib();
        assertTrue(free >= least && free <= most, said + ": " + free);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hardware=RTX 3060|89.6",
                "hardware=RTX 3060;ram_bandwidth=51.2GB/s|51.2",
                "hardware=RTX 3060;ram_bandwidth=51.2|51.2",
                "hardware=RTX 3060;ram_bandwidth=DDR4-3200|51.2",
                "hardware=RTX 3060;ram_bandwidth=ddr4 3200|51.2",
                "hardware=RTX 3060;ram_bandwidth=DDR5-6000|96",
                "hardware=RTX 3060;ram_bandwidth=DDR4-3200 x4|102.4",
                "hardware=RTX 3060;ram_bandwidth=DDR4-2666 1ch|21.328",
                "vram=24;ram_bandwidth=LPDDR5X-8533|136.528",
                "hardware=RTX 3060;cpu=Ryzen 7 5800X|51.2",
                "hardware=RTX 3060;cpu=Core i5-13600K|89.6",
                "hardware=RTX 3060;cpu=cpu-desktop-ddr5-6000-2ch|96",
                "hardware=RTX 3060;cpu=epyc-rome-8ch-3200|204.8",
                "hardware=RTX 3060;cpu=6 cores|89.6",
                "hardware=rtx4090-24g-64g;ram_bandwidth=DDR4-3600|57.6",
                "hardware=rtx4090-24g-64g;cpu=Ryzen 5 5600|51.2"
            })
    void theBandwidthOfTheRamIsSaid(String said, double gbps) {
        assertEquals(gbps, machine(said).hostPool().readGbps().orElseThrow(), 0.001);
    }

    @Test
    void coresAreSaid() {
        assertEquals(6, machine("hardware=RTX 3060;cpu=6 cores").cpu().threads());
        assertEquals(24, machine("vram=24;cpu=24").cpu().threads());
    }

    /** Metal's limits: 53,084 of 64 GiB and 110,100 of 128 (public logs); a driver of AMD lends half of the RAM. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hardware=apple-m3-max-40c-64g|51.84",
                "hardware=apple-m3-max-40c-64g;ram=128GiB|107.52",
                "hardware=apple-m4-10c-16g;ram=32|24.96",
                "hardware=m2-max-96g;ram=64|51.84",
                "hardware=strix halo 128GB|63.5",
                "hardware=strix halo 128GB;ram=64|31.75",
                "hardware=radeon-780m-32g-minipc|16"
            })
    void whatAGpuMayUseGoesWithTheRam(String said, double gib) {
        Device gpu = machine(said).devices().getFirst();
        assertEquals(gib, gpu.capacity().gib(), 0.02);
        assertTrue(gpu.free().compareTo(gpu.capacity()) <= 0);
    }

    @Test
    void whatIsAssumedIsTold() {
        Warning told = machine("hardware=RTX 4090").warnings().getLast();
        assertEquals("assumed-host", told.id());
        assertTrue(told.text().contains("64.0 GiB of DDR5-5600"), told.text());
        assertTrue(told.text().contains("free"), told.text());
        assertEquals(3, told.fix().steps().size());
        Warning all = machine("hardware=RTX 4090;ram=32;ram_bandwidth=DDR4-3200;os=linux")
                .warnings()
                .getLast();
        assertTrue(all.text().contains("32.0 GiB of DDR4-3200, 2 channels"), all.text());
        assertTrue(all.fix().steps().isEmpty(), "what was given is not asked for again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os=beos",
                "hardware=RTX 4090;os=macos",
                "hardware=M3 Max 64GB;os=windows",
                "ram_bandwidth=fast",
                "ram_bandwidth=DDR9-1",
                "ram_bandwidth=DDR4-1",
                "cpu=banana;ram=8",
                "cpu=RTX 4090;ram=8"
            })
    void whatCannotBeIsRefused(String said) {
        assertThrows(HardwareException.class, () -> on(SERVER, said));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hardware=3060 + 4090;ram=32",
                "vram=24;gpus=2;bandwidth=936.2;ram=12345MiB",
                "ram=8;ram_bandwidth=DDR4-3200 x4;cpu=6 cores;os=windows",
                "ram=8;ram_bandwidth=51.2GB/s"
            })
    void whatWasSaidCanBeSaidAgain(String said) {
        HardwareSelector selector = selector(said);
        String again = String.join(
                ";",
                selector.fields().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
        assertEquals(selector, selector(again));
    }

    @Test
    void onlyWhatIsNamedIsSimulated() {
        assertFalse(selector("gpus=2").simulated());
        assertTrue(selector("ram=8").simulated());
    }
}
