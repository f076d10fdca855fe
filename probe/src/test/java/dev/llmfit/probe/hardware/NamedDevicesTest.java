package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices in people's words: one meaning is taken, several are asked back, none is refused. */
class NamedDevicesTest {
    private static final HardwareDatabase DATABASE = HardwareDatabase.bundled();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RTX 4090|geforce-rtx-4090-24g",
                "rtx4090|geforce-rtx-4090-24g",
                "4090|geforce-rtx-4090-24g",
                "4090 laptop|geforce-rtx-4090-laptop-gpu-16g",
                "rtx 2070 mobile|geforce-rtx-2070-mobile-8g",
                "4090 48GB|geforce-rtx-4090-mod-48g",
                "NVIDIA GeForce RTX 3060|geforce-rtx-3060-12g",
                "3060 8gb|geforce-rtx-3060-8g",
                "3060 ti|geforce-rtx-3060-ti-8g",
                "rtx4070tisuper|geforce-rtx-4070-ti-super-16g",
                "4060 Ti 16GB|geforce-rtx-4060-ti-16g",
                "geforce-rtx-4090|geforce-rtx-4090-24g",
                "2x 3090|2x geforce-rtx-3090-24g",
                "2x3090|2x geforce-rtx-3090-24g",
                "2 x 3090|2x geforce-rtx-3090-24g",
                "3090 x2|2x geforce-rtx-3090-24g",
                "dual 5090|2x geforce-rtx-5090-32g",
                "4x l40s-48g|4x l40s-48g",
                "3060 + 4090|geforce-rtx-3060-12g + geforce-rtx-4090-24g",
                "3060+4090|geforce-rtx-3060-12g + geforce-rtx-4090-24g",
                "geforce-rtx-5090-32g + geforce-rtx-3080-10g|geforce-rtx-5090-32g + geforce-rtx-3080-10g",
                "2x P40 + P4|2x tesla-p40-24g + tesla-p4-8g",
                "M3 Max 64GB|apple-m3-max-40c-64g",
                "m3max 64gb|apple-m3-max-40c-64g",
                "MacBook Pro M4 Max 128GB|apple-m4-max-40c-128g",
                "Mac Studio M3 Ultra 512GB|apple-m3-ultra-80c-512g",
                "Apple M2 Pro 16GB 19-core|apple-m2-pro-19c-16g",
                "A100 80GB|a100-pcie-80g",
                "V100 32GB|tesla-v100-pcie-32g",
                "T4|tesla-t4-16g",
                "A10|a10-24g",
                "MI300X|instinct-mi300x-192g",
                "7900 XTX|radeon-rx-7900-xtx-24g",
                "7900xt|radeon-rx-7900-xt-20g",
                "arc b580|arc-b580-12g",
                "RTX A6000|rtx-a6000-48g",
                "rtx 6000 ada|rtx-6000-ada-generation-48g",
                "dgx spark|gb10-dgx-spark-128g",
                "GB10|gb10-dgx-spark-128g",
                "Strix Halo 64GB|ryzen-ai-max-395-radeon-8060s-64g",
                "Ryzen AI Max+ 395 96GB|ryzen-ai-max-395-radeon-8060s-96g",
                "Raspberry Pi 5 8GB|raspberry-pi-5-8g",
                "steam deck|steam-deck-apu-van-gogh-16g",
                "B300 288GB|b300-sxm-270g"
            })
    void oneMeaningIsTaken(String words, String name) {
        assertEquals(name, NamedDevices.of(words, DATABASE).orElseThrow().name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "H100|h100-pcie-80g, h100-sxm5-80g, h100-nvl-94g",
                "2x H100|h100-pcie-80g, h100-sxm5-80g, h100-nvl-94g",
                "RTX 3090 + 4060 Ti|geforce-rtx-4060-ti-8g, geforce-rtx-4060-ti-16g",
                "a770|arc-a770-8g, arc-a770-16g",
                "jetson orin nano|jetson-orin-nano-8g, jetson-orin-nano-4g",
                "GTX 1060|geforce-gtx-1060-6g, geforce-gtx-1060-3g"
            })
    void severalMeaningsAreAskedBack(String words, String choices) {
        HardwareException e = assertThrows(HardwareException.class, () -> NamedDevices.of(words, DATABASE));
        assertTrue(String.valueOf(e.getMessage()).endsWith("may mean several devices"), e.getMessage());
        assertEquals("say which: " + choices, e.hint().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "RTX 9999", "", "+", "3090 + banana", "0x 3090", "A1000", "M9 Max"})
    void whatMeansNothingIsNothing(String words) {
        assertTrue(NamedDevices.of(words, DATABASE).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"M3 Max 64GB + 4090", "2x dgx spark + strix halo", "2x M2 Ultra 192GB 76-core"})
    void aChipIsAMachineOfItsOwn(String words) {
        assertThrows(HardwareException.class, () -> NamedDevices.of(words, DATABASE));
    }

    @Test
    void whatIsNearEnoughIsToldToBeTaken() {
        Machine machine = MachineResolver.bundled(() -> {
                    throw new AssertionError("this machine is not meant");
                })
                .resolve(HardwareSelector.named("A100 80GB"));
        assertEquals("taken-to-be", machine.warnings().getFirst().id());
        assertTrue(machine.warnings().getFirst().text().contains("a100-sxm4-80g"));
    }

    @Test
    void unlikeCardsKeepTheirOwnMemory() {
        Machine machine = MachineResolver.bundled(() -> {
                    throw new AssertionError("this machine is not meant");
                })
                .resolve(HardwareSelector.named("3060 + 4090"));
        assertEquals(
                List.of("geforce-rtx-3060-12g", "geforce-rtx-4090-24g"),
                machine.devices().stream()
                        .map(Device::databaseId)
                        .map(id -> id.orElse(""))
                        .toList());
        assertTrue(machine.devices().get(0).installed().gib() < 12.1);
        assertTrue(machine.devices().get(1).installed().gib() > 23.9);
    }
}
