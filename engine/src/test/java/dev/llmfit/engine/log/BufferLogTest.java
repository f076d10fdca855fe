package dev.llmfit.engine.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.Captured;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferLogTest {
    @ParameterizedTest
    @CsvSource({
        "server-b11434-cpu.log, 256.63, 90.00, 18.64, 4096, 0",
        "server-dry-run.log, 92.10, 90.00, 18.64, 0, 0",
        "server-2025-05-cuda.log, 166.92, 0, 260.02, 32768, 2",
        "server-2026-vulkan-hybrid.log, 824.31, 16.75, 128.44, 8192, 1",
        "server-2025-metal.log, 23.11, 0, 0, 512, 1",
        "server-b11434-rpc.log, 92.10, 33.00, 18.64, 4096, 2"
    })
    void readsTheHost(String file, double weights, double context, double compute, int nCtx, int devices) {
        MeasuredBuffers buffers = BufferLog.parse(Captured.lines(file));
        assertEquals(mib(weights), buffers.hostSizes().weights().count());
        assertEquals(mib(context), buffers.hostSizes().context().count());
        assertEquals(mib(compute), buffers.hostSizes().compute().count());
        assertEquals(nCtx, buffers.nCtx().orElse(0));
        assertEquals(devices, buffers.devices().size());
        assertEquals(List.of(), buffers.unplaced());
    }

    @Test
    void tellsRpcDevicesApartThatBearOneName() {
        MeasuredBuffers buffers = BufferLog.parse(Captured.lines("server-b11434-rpc.log"));
        assertEquals(
                List.of(sizes("RPC0", 21.14, 30.00, 15.26), sizes("RPC1", 47.71, 27.00, 15.26)), buffers.deviceSizes());
        assertEquals(Bytes.ofMib(24105), buffers.devices().getFirst().free());
        assertTrue(buffers.hostWeightsMapped());
    }

    @Test
    void readsTheNamesBeforeDevicesWerePrinted() {
        MeasuredBuffers buffers = BufferLog.parse(Captured.lines("server-2025-05-cuda.log"));
        assertEquals(
                List.of(sizes("CUDA0", 8509.23, 1600, 368.01), sizes("CUDA1", 8213.14, 1472, 444.77)),
                buffers.deviceSizes());
        assertEquals(mib(1.16), buffers.output().count());
        assertFalse(buffers.hostWeightsMapped());
    }

    @Test
    void countsRecurrentStateAsContextAndMetalsMappingAsItsWeights() {
        assertEquals(
                List.of(sizes("Vulkan0", 4854.94, 256.00 + 184.25, 447.38)),
                BufferLog.parse(Captured.lines("server-2026-vulkan-hybrid.log")).deviceSizes());
        assertEquals(
                List.of(sizes("Metal", 40.73, 0, 0)),
                BufferLog.parse(Captured.lines("server-2025-metal.log")).deviceSizes());
    }

    @Test
    void takesTheLastReservationAndAddsBothCachesOfSlidingWindowModels() {
        MeasuredBuffers buffers = BufferLog.parse(List.of(
                "load_tensors:   CPU_Mapped model buffer size =   100.00 MiB",
                "load_tensors:   CPU_REPACK model buffer size =    60.00 MiB",
                "llama_kv_cache:        CPU KV buffer size =    10.00 MiB",
                "llama_kv_cache:        CPU KV buffer size =     2.50 MiB",
                "sched_reserve:        CPU compute buffer size =    18.64 MiB",
                "sched_reserve:        CPU compute buffer size =    20.00 MiB"));
        assertEquals(sizes("host", 100, 12.5, 20), buffers.hostSizes());
        assertEquals(mib(60), buffers.repackedCopy().count());
        assertEquals(
                4 * 5243,
                buffers.rounding(-1, MeasuredBuffer.Kind.WEIGHTS, MeasuredBuffer.Kind.KV)
                        .count());
    }

    @Test
    void countsRepackedWeightsWhenNothingIsMapped() {
        MeasuredBuffers buffers = BufferLog.parse(List.of(
                "load_tensors:          CPU model buffer size =    40.00 MiB",
                "load_tensors:   CPU_REPACK model buffer size =    60.00 MiB",
                "load_tensors:    CUDA_Host model buffer size =     5.00 MiB"));
        assertEquals(mib(105), buffers.hostSizes().weights().count());
        assertEquals(Bytes.ZERO, buffers.repackedCopy());
    }

    @Test
    void findsNothingInOtherText() {
        assertTrue(BufferLog.parse(List.of("", "buffer size", "x: KV buffer size = MiB"))
                .isEmpty());
    }

    @Test
    void readsLlamaBench() {
        assertEquals(
                List.of(
                        new LlamaBenchReport.Test(64, 0, 0, List.of(20.8605, 20.9702)),
                        new LlamaBenchReport.Test(0, 16, 0, List.of(3.2986, 9.28548))),
                LlamaBenchReport.parse(Captured.lines("llama-bench-b11434.json")));
        assertThrows(IllegalArgumentException.class, () -> LlamaBenchReport.parse(List.of("error: no such file")));
        assertThrows(IllegalArgumentException.class, () -> LlamaBenchReport.parse(List.of("[]")));
        assertThrows(IllegalArgumentException.class, () -> LlamaBenchReport.parse(List.of("[{\"n_gen\":1}]")));
    }

    @Test
    void readsTheFitPrint() {
        assertEquals(
                List.of(sizes("RPC0", 21, 30, 15), sizes("RPC1", 47, 27, 97), sizes("host", 51, 33, 18)),
                FitPrint.parse(List.of("RPC0 21 30 15 ", "RPC1 47 27 97 ", "Host 51 33 18 ")));
        assertThrows(IllegalArgumentException.class, () -> FitPrint.parse(List.of("error")));
    }

    private static BufferSizes sizes(String name, double weights, double context, double compute) {
        return new BufferSizes(name, Bytes.of(mib(weights)), Bytes.of(mib(context)), Bytes.of(mib(compute)));
    }

    private static long mib(double value) {
        return Math.round(value * (1 << 20));
    }
}
