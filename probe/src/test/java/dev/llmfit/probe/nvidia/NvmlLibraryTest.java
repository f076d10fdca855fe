package dev.llmfit.probe.nvidia;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.NativeStub;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls a stub of libnvidia-ml.so.1 through the real foreign-function code. */
class NvmlLibraryTest {
    @TempDir
    Path folder;

    @Test
    void oneCard() throws Exception {
        List<GpuFacts> gpus = read("ONE_CARD");
        assertEquals(1, gpus.size());
        GpuFacts gpu = gpus.getFirst();
        assertEquals("NVIDIA GeForce RTX 3090", gpu.name());
        assertEquals(Optional.of(Bytes.ofMib(24576)), gpu.total());
        assertEquals(Optional.of(Bytes.ofMib(24100)), gpu.free());
        assertEquals(Optional.of("10de:2204"), gpu.pciId());
        assertEquals(Optional.of("0000:01:00.0"), gpu.busAddress());
        assertEquals(Optional.of("4.0 x16"), gpu.pcieLink());
        assertEquals(936.1, gpu.bandwidthGbps().orElseThrow(), 0.1);
        assertEquals(Optional.of("8.6"), gpu.family());
    }

    @Test
    void twoUnlikeCardsKeepTheirOwnNumbers() throws Exception {
        List<GpuFacts> gpus = read("TWO_CARDS");
        assertEquals(2, gpus.size());
        assertEquals(Optional.of(Bytes.ofMib(4096)), gpus.get(1).total());
        assertEquals(192.0, gpus.get(1).bandwidthGbps().orElseThrow(), 0.1);
        assertTrue(gpus.get(1).displayAttached());
        assertEquals(Optional.of("4.0 x4"), gpus.get(1).pcieLink());
    }

    @Test
    void migGivesTheSlicesAndNeverTheWholeCard() throws Exception {
        List<GpuFacts> gpus = read("MIG");
        assertEquals(2, gpus.size());
        assertEquals(Optional.of("1g.10gb"), gpus.getFirst().migProfile());
        assertEquals(Optional.of(Bytes.ofMib(9984)), gpus.getFirst().total());
    }

    @Test
    void notSupportedMeansSystemMemory() throws Exception {
        GpuFacts gpu = read("UNIFIED").getFirst();
        assertTrue(gpu.unified());
        assertEquals(Optional.empty(), gpu.total());
        assertTrue(text("UNIFIED").contains("memory.error=not supported"));
    }

    @Test
    void olderLibraryWithoutTheNewerFunctions() throws Exception {
        String text = text("OLD_LIBRARY");
        assertTrue(text.contains("gpu.0.memory.total=" + (24576L << 20)), text);
        assertTrue(!text.contains("memory.reserved") && !text.contains("cuda="), text);
    }

    @Test
    void errorCodesAreNamed() throws Exception {
        Probe<String> probe = probe("NO_DEVICE_DRIVER");
        assertEquals(
                "nvmlInit_v2: driver not loaded",
                assertInstanceOf(Probe.Failed.class, probe).reason());
        assertTrue(text("LOST").contains("gpu.0.error=no handle"));
    }

    @Test
    void withoutDriverItIsAbsent() {
        assertInstanceOf(
                Probe.Absent.class,
                NvmlLibrary.readWithLimit(List.of(folder + "/libnvidia-ml.so.1", "libnvidia-ml-none.so")));
    }

    private List<GpuFacts> read(String scenario) throws Exception {
        return NvmlText.parse(text(scenario));
    }

    private String text(String scenario) throws Exception {
        return probe(scenario).found().orElseThrow();
    }

    private Probe<String> probe(String scenario) throws Exception {
        Path library = NativeStub.build(
                folder.resolve(scenario), "nvml/nvml_stub.c", "libnvidia-ml.so.1", "-DSCENARIO_" + scenario);
        return NvmlLibrary.readFrom(List.of(library.toString())); // no limit: this machine may be busy
    }
}
