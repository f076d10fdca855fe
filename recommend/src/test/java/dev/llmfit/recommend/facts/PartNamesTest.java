package dev.llmfit.recommend.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartNamesTest {
    @ParameterizedTest
    @CsvSource({
        "AMD Radeon 780M (RADV PHOENIX), VULKAN, false, true",
        "Ryzen 7 8845HS / Radeon 780M, VULKAN, false, true",
        "AMD Radeon 8060S, ROCM, false, true",
        "AMD Radeon Graphics, VULKAN, false, true",
        "Intel(R) Iris(R) Xe Graphics, SYCL, false, true",
        "Intel(R) UHD Graphics 770, VULKAN, false, true",
        "AMD Radeon RX 5500M, VULKAN, false, false",
        "AMD Radeon RX 7900 XTX, ROCM, false, false",
        "Radeon PRO W7800 48GB, ROCM, false, false",
        "Intel Arc B580, SYCL, false, false",
        "Some GPU, VULKAN, true, true",
        "Apple M2 Max, METAL, true, false",
        "NVIDIA GB10, CUDA, true, false"
    })
    void integratedGpusAreKnownByNameOrMemory(String name, Backend backend, boolean unified, boolean integrated) {
        Device device = new Device(
                "X0",
                name,
                backend,
                "p",
                Bytes.ofGib(8),
                Bytes.ofGib(8),
                Bytes.ofGib(8),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertEquals(integrated, PartNames.integrated(device, unified));
    }

    @ParameterizedTest
    @CsvSource({
        "laptop-4060-8g-32g-hybrid, true",
        "macbookpro-2019-intel-5500m, true",
        "rtx4090-24g-64g, false",
        "2x-epyc-9175f-numa, false",
        "rpi5-8g, false",
        "m1-8g, false"
    })
    void chipsForLaptopsAreKnownByTheirNumbers(String id, boolean mobile) {
        Machine machine = MachineResolver.bundled(() -> {
                    throw new IllegalStateException("a machine is named");
                })
                .resolve(HardwareSelector.named(id));
        assertEquals(mobile, PartNames.mobile(machine));
    }
}
