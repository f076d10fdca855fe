package dev.llmfit.probe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.units.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxParsersTest {
    @Test
    void memInfoOfAnOldKernelAddsTheCache() {
        MemInfo memory = MemInfo.parse("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n")
                .orElseThrow();
        assertEquals(Bytes.of(400 << 10), memory.available());
        assertEquals(Optional.empty(), MemInfo.parse("nonsense"));
    }

    @ParameterizedTest
    @CsvSource({"0-3,4", "'0-3,8,10-11',7", "'',0", "'3-1,x,99999999',0", "5,1"})
    void listsOfProcessors(String text, int count) {
        assertEquals(count, CpuList.parse(text).cardinality());
    }

    @ParameterizedTest
    @CsvSource({
        "16.0 GT/s PCIe,16,4.0 x16",
        "2.5 GT/s PCIe,0,",
        "32.0 GT/s PCIe,8,5.0 x8",
        "Unknown,16,",
    })
    void links(String speed, String width, String expected) {
        assertEquals(Optional.ofNullable(expected), PciGpu.link(speed, width));
    }

    @ParameterizedTest
    @CsvSource({"110501,gfx1151", "90006,gfx906", "90010,gfx90a", "100300,gfx1030", "0,"})
    void gfxIds(long version, String expected) {
        assertEquals(Optional.ofNullable(expected), KfdTopology.family(version));
    }

    @Test
    void modulesGiveConfiguredSpeedAndPopulatedChannels() {
        StringBuilder text = new StringBuilder("I:123\n");
        String[] places = {"P0 CHANNEL A", "P0 CHANNEL A", "P0 CHANNEL B", "P0 CHANNEL B"};
        for (int i = 0; i < places.length; i++) {
            text.append("E:MEMORY_DEVICE_").append(i).append("_SIZE=51539607552\n");
            text.append("E:MEMORY_DEVICE_").append(i).append("_TYPE=DDR5\n");
            text.append("E:MEMORY_DEVICE_")
                    .append(i)
                    .append("_BANK_LOCATOR=")
                    .append(places[i])
                    .append('\n');
            text.append("E:MEMORY_DEVICE_")
                    .append(i)
                    .append("_LOCATOR=DIMM ")
                    .append(i % 2)
                    .append('\n');
            text.append("E:MEMORY_DEVICE_").append(i).append("_CONFIGURED_SPEED_MTS=3600\n");
        }
        MemoryModules modules = MemoryModules.parse(text.toString()).orElseThrow();
        assertEquals(4, modules.modules());
        assertEquals(2, modules.channels());
        assertEquals(57.6, modules.peakGbps().orElseThrow(), 0.01);
        assertEquals(Bytes.ofGib(192), modules.installed());
    }

    @Test
    void nodeWithoutProcessorsIsNoSystemMemory() {
        assertEquals(Bytes.of(100L << 10), NumaNodes.total("Node 1 MemTotal:            100 kB\n"));
        assertEquals(Bytes.ZERO, NumaNodes.total("Node 1 MemFree: 3 kB"));
    }

    @Test
    void intelSizesAreDecimalOrHexadecimal() {
        assertEquals(Optional.of(34225520640L), IntelGpus.number("0x7f8000000"));
        assertEquals(Optional.of(12884901888L), IntelGpus.number("12884901888"));
        assertEquals(Optional.empty(), IntelGpus.number("0x"));
    }

    @Test
    void armNamesComeFromThePartNumber() {
        CpuInfo info = CpuInfo.parse("processor\t: 0\nFeatures\t: fp asimd asimddp i8mm\nCPU part\t: 0xd0b\n");
        assertEquals(Optional.of("Cortex-A76"), info.name());
        assertTrue(info.isa().containsAll(java.util.Set.of("neon", "dotprod", "i8mm")));
    }
}
