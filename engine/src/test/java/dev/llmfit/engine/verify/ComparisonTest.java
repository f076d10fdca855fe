package dev.llmfit.engine.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.log.BufferLog;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.probe.Probe;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final long MIB = 1 << 20;
    private static final ProcessOverhead OVERHEAD =
            new ProcessOverhead(Bytes.ofMib(25), Bytes.ofMib(45), Bytes.ofMib(120));

    @ParameterizedTest
    @CsvSource({
        "100000000, 100000000, true",
        "100000000, 100999999, true",
        "100000000, 101000001, false",
        "100000000, 98999999, false",
        "0, 5243, true",
        "0, 5244, false",
        "1000, 6243, true"
    })
    void aBufferMayBeOffByItsToleranceOrTheRoundingOfTheLog(long predicted, long measured, boolean inside) {
        assertEquals(
                inside, Comparison.buffer("x", predicted, measured, 5243, 0.01).inside());
    }

    @Test
    void comparesEveryDeviceAndTheHost() {
        List<Comparison> rows = compare(18.0 * MIB).rows();
        assertEquals(
                List.of(
                        "CUDA0 weights",
                        "CUDA0 context",
                        "CUDA0 compute",
                        "host weights",
                        "host context",
                        "host compute"),
                rows.stream().map(Comparison::name).toList());
        assertTrue(rows.stream().allMatch(Comparison::inside));
    }

    @Test
    void findsTheBufferThatIsWrong() {
        List<Comparison> wrong =
                compare(20.0 * MIB).rows().stream().filter(c -> !c.inside()).toList();
        assertEquals(
                List.of("CUDA0 compute"), wrong.stream().map(Comparison::name).toList());
        assertEquals(-0.1, wrong.getFirst().relativeDifference(), 1e-9);
    }

    @Test
    void leavesTheProcessOutWhereADriverHasAShare() {
        assertEquals(
                Optional.empty(), compare(18.0 * MIB).process(new Probe.Found<>(Bytes.ofMib(900), "test"), OVERHEAD));
    }

    @Test
    void comparesTheProcessWithoutADriver() {
        MeasuredBuffers log = BufferLog.parse(List.of(
                "load_tensors:          CPU model buffer size =   100.00 MiB",
                "llama_kv_cache:        CPU KV buffer size =    50.00 MiB"));
        BufferComparison comparison =
                new BufferComparison(estimate(List.of(), 100, 50, 0), log, Tolerance.defaults(), true);
        assertTrue(comparison
                .process(new Probe.Found<>(Bytes.ofMib(195), "test"), OVERHEAD)
                .orElseThrow()
                .inside());
        assertFalse(comparison
                .process(new Probe.Found<>(Bytes.ofMib(120), "test"), OVERHEAD)
                .orElseThrow()
                .inside());
        assertEquals(Optional.empty(), comparison.process(new Probe.Absent<>("no /proc"), OVERHEAD));
    }

    @Test
    void mentionsComputeBuffersOfOldBuildsWithoutComparing() {
        MeasuredBuffers log = BufferLog.parse(List.of(
                "load_tensors:          CPU model buffer size =   100.00 MiB",
                "llama_kv_cache_init:        CPU KV buffer size =    50.00 MiB",
                "llama_init_from_model:        CPU compute buffer size =    99.00 MiB"));
        BufferComparison comparison =
                new BufferComparison(estimate(List.of(), 100, 50, 8), log, Tolerance.defaults(), false);
        assertEquals(
                List.of("host weights", "host context"),
                comparison.rows().stream().map(Comparison::name).toList());
        assertTrue(comparison.notes().getFirst().endsWith("host 8.0 MiB predicted and 99.0 MiB measured"));
    }

    /** Resident size after the load less weights and context, llama-server b11434. */
    @ParameterizedTest
    @CsvSource({"smollm2:135m, 36.2", "llama3.2:1b, 46", "llama3.2:3b, 50.9", "gemma3:1b, 61.9"})
    void expectsWhatAProcessKeepsBesideItsBuffers(String name, double mib) throws java.io.IOException {
        ProcessOverhead overhead = ProcessOverhead.of(ModelResolver.of(Environment.ofProcess(), false)
                .resolve(name)
                .in(FileType.Q4_K_M)
                .model());
        assertEquals(mib, overhead.typical().mib(), 5);
        assertTrue(overhead.low().mib() < mib && overhead.high().mib() > mib);
        assertEquals(overhead.typical().plus(Bytes.ofMib(63)), overhead.inJvm().typical());
    }

    private static BufferComparison compare(double compute) {
        MeasuredBuffers log = BufferLog.parse(List.of(
                "load_tensors:    CUDA_Host model buffer size =    10.00 MiB",
                "load_tensors:        CUDA0 model buffer size =   500.00 MiB",
                "llama_kv_cache:      CUDA0 KV buffer size =    64.00 MiB",
                "sched_reserve:      CUDA0 compute buffer size =    18.00 MiB",
                "sched_reserve:  CUDA_Host compute buffer size =     8.00 MiB"));
        BufferSizes device = new BufferSizes("CUDA0", Bytes.ofMib(500), Bytes.ofMib(64), Bytes.of((long) compute));
        return new BufferComparison(estimate(List.of(device), 10, 0, 8), log, Tolerance.defaults(), true);
    }

    private static Estimate estimate(List<BufferSizes> devices, int weights, int context, int compute) {
        BufferSizes host = new BufferSizes("host", Bytes.ofMib(weights), Bytes.ofMib(context), Bytes.ofMib(compute));
        return new Estimate(
                4096, devices, host, List.of(devices.isEmpty() ? -1 : 0), Estimate.ComputeBasis.GRAPH, true, false);
    }
}
