package dev.llmfit.probe.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses output that users pasted in public threads. */
class ToolOutputTest {
    private static final Optional<Bytes> XT = Optional.of(Bytes.of(21458059264L));

    @Test
    void softwareRenderersOfVulkanAreNoGpus() throws IOException {
        List<GpuFacts> gpus = VulkanInfo.parse(fixture("vulkaninfo-summary-strix-halo-plus-llvmpipe.txt"));
        assertEquals(2, gpus.size());
        assertEquals(Optional.of("1002:1586"), gpus.getFirst().pciId());
        assertTrue(gpus.getFirst().integrated());
        assertTrue(gpus.get(1).exclusion().isPresent());
        List<GpuFacts> full = VulkanInfo.parse(fixture("vulkaninfo-llvmpipe.txt"));
        assertTrue(full.getFirst().exclusion().isPresent());
        assertEquals(Optional.of(Bytes.ofGib(2)), full.getFirst().total());
        assertEquals(Optional.empty(), full.getFirst().free()); // this driver has no budgets
    }

    @Test
    void vulkanCountsAllHeapsOfAGpuInTheProcessorAndThoseOfTheDeviceOtherwise() throws IOException {
        String heaps = fixture("vulkaninfo-memoryheaps-apu-4gb.txt");
        String head = "GPU0:\n\tvendorID = 0x1002\n\tdeviceID = 0x15d8\n\tdeviceName = AMD Radeon\n"
                + "\tdeviceType = PHYSICAL_DEVICE_TYPE_%s_GPU\n";
        GpuFacts inProcessor =
                VulkanInfo.parse(head.formatted("INTEGRATED") + heaps).getFirst();
        assertEquals(Optional.of(Bytes.of(1431654400L + 2863312896L)), inProcessor.total());
        assertEquals(Optional.of(Bytes.of(1026842624L + 2053685248L)), inProcessor.free());
        GpuFacts card = VulkanInfo.parse(head.formatted("DISCRETE") + heaps).getFirst();
        assertEquals(Optional.of(Bytes.of(2863312896L)), card.total());
        assertEquals(Optional.of(Bytes.of(2053685248L)), card.free());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocm-smi-7900xt.json", "rocm-smi-csv-7900xt.txt"})
    void rocmSmiTellsTheSameInJsonAndCsv(String name) throws IOException {
        String warned = "WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status\n\n"
                + fixture(name);
        List<AmdReading> cards = RocmSmi.parse(warned);
        assertEquals(1, cards.size());
        assertEquals(XT, cards.getFirst().total());
        assertEquals(Optional.of(Bytes.of(27856896)), cards.getFirst().used());
        assertEquals(Optional.of("744c"), cards.getFirst().pciDevice());
        assertEquals(Optional.of("gfx1100"), cards.getFirst().family());
        GpuFacts gpu = cards.getFirst().facts(HardwareDatabase.bundled()).build();
        assertEquals("Radeon RX 7900 XT", gpu.name());
        assertEquals(Optional.of(Bytes.of(21458059264L - 27856896)), gpu.free());
    }

    @Test
    void theGpuInTheProcessorIsKnownByItsGfxIdAndKeepsItsCarveOut() throws IOException {
        List<AmdReading> cards = RocmSmi.parse(fixture("rocm-smi-csv-6800xt-plus-raphael-igpu.txt"));
        assertFalse(cards.getFirst().integrated());
        assertTrue(cards.get(1).integrated());
        assertEquals(
                Optional.of(Bytes.of(67108864)),
                cards.get(1).facts(HardwareDatabase.bundled()).build().carveOut());
    }

    @Test
    void rocmSmiWithoutJsonPrintsLines() throws IOException {
        AmdReading card = RocmSmi.parse(fixture("rocm-smi-text-7900xtx.txt")).getFirst();
        assertEquals(Optional.of("AMD Radeon RX 7900 XTX"), card.name());
        assertEquals(Optional.of(Bytes.ofGib(24)), card.total());
        assertEquals(Optional.empty(), card.pciDevice()); // 0x0000 is no device
    }

    @Test
    void amdSmiInTextAndBothFormsOfJson() throws IOException {
        AmdReading text = AmdSmi.parse(fixture("amd-smi-static-mi350x.txt"), "").getFirst();
        assertEquals(Optional.of("gfx950"), text.family());
        assertEquals(Optional.of("0000:05:00.0"), text.address());
        assertEquals(Optional.of(Bytes.ofMib(294896)), text.total());
        List<AmdReading> metric = AmdSmi.parse("", fixture("amd-smi-metric-mi300x.json"));
        assertEquals(Optional.of(Bytes.ofMib(196592)), metric.get(1).total());
        assertEquals(Optional.of(Bytes.ofMib(17153)), metric.getFirst().used());
        assertEquals(Optional.empty(), metric.getFirst().lent());
        AmdReading list =
                AmdSmi.parse(fixture("amd-smi-static-7900xtx.json"), "").getFirst();
        assertEquals(Optional.of("744c"), list.pciDevice());
        assertEquals(Optional.of(Bytes.ofMib(24560)), list.total());
        AmdReading both = AmdSmi.parse(
                        fixture("amd-smi-static-7900xtx.json"),
                        "[{\"gpu\": 0, \"mem_usage\": {\"used_vram\": {\"value\": 560, \"unit\": \"MB\"}}}]")
                .getFirst();
        assertEquals(
                Optional.of(Bytes.ofMib(24000)),
                both.facts(HardwareDatabase.bundled()).build().free());
    }

    @Test
    void xpuSmiInTablesCsvAndJson() throws IOException {
        IntelReading summary =
                XpuSmi.parse(fixture("xpu-smi-v2-table-a770.txt"), "").getFirst();
        assertEquals(Optional.of("0000:03:00.0"), summary.address());
        assertEquals(Optional.of(Bytes.ofMib(16288)), summary.total());
        assertEquals(Optional.of(Bytes.ofMib(16288 - 3642)), summary.free());
        IntelReading card =
                XpuSmi.parse(fixture("xpu-smi-discovery-b580.txt"), "").getFirst();
        assertEquals(Optional.of("e20b"), card.pciDevice());
        assertEquals(Optional.of(Bytes.ofMib(12216)), card.total());
        IntelReading chip = XpuSmi.parse(fixture("xpu-smi-discovery-meteor-lake-igpu.txt"), "")
                .getFirst();
        assertEquals(Optional.of("7d55"), chip.pciDevice());
        assertEquals(Optional.empty(), chip.total());
        IntelReading csv = XpuSmi.parse(
                        "Device ID,Device Name,PCI BDF Address,Memory Physical Size\n"
                                + "0,\"Intel(R) Data Center GPU Flex 170\",\"0000:4D:00.0\",\"14248.00 MiB\"\n",
                        "Timestamp, DeviceId, GPU Memory Used (MiB)\n06:14:46.000,    0, 24.00\n")
                .getFirst();
        assertEquals(Optional.of("0000:4d:00.0"), csv.address());
        assertEquals(Optional.of(Bytes.ofMib(14224)), csv.free());
        IntelReading json = XpuSmi.parse(
                        "{\"device_list\":[{\"device_id\":0,\"device_name\":\"Intel(R) Arc(TM) A770\","
                                + "\"pci_bdf_address\":\"0000:03:00.0\",\"memory_physical_size_byte\":\"17179869184\"}]}",
                        "")
                .getFirst();
        assertEquals(Optional.of(Bytes.ofGib(16)), json.total());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[{\"gpu\": ",
                "GPU[0]",
                "GPU: 0\nGPU:",
                "device,\ncard0",
                "| 0 | x",
                "|  |  |  |  |",
                "{\"card0\": {\"VRAM Total Memory (B)\": \"999999999999999999999\"}}",
                "GPU0:\n deviceName = x\nmemoryHeaps[0]:\n size = -1\n"
            })
    void damagedOutputIsNoReading(String text) {
        assertTrue(RocmSmi.parse(text).stream().allMatch(r -> r.total().isEmpty()));
        assertTrue(AmdSmi.parse(text, text).stream().allMatch(r -> r.total().isEmpty()));
        assertTrue(XpuSmi.parse(text, text).stream().allMatch(r -> r.total().isEmpty()));
        assertTrue(VulkanInfo.parse(text).stream().allMatch(g -> g.total().isEmpty()));
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in = ToolOutputTest.class.getResourceAsStream("/dev/llmfit/fixtures/probe/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
