package dev.llmfit.engine.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedLogs;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VllmLogTest {
    private static VllmLog read(String log) {
        return RunLog.parse(RecordedLogs.lines(log), false).vllm().orElseThrow();
    }

    private static Optional<Bytes> gib(double gib) {
        return Optional.of(Bytes.of(Math.round(gib * (1L << 30))));
    }

    @Test
    void aStartTellsBudgetAndCache() {
        VllmLog log = read("vllm-started-h100.log");
        assertEquals(gib(79.19), log.budget().total());
        assertEquals(gib(78.66), log.budget().free());
        assertEquals(OptionalDouble.of(0.9), log.budget().utilization());
        assertEquals(gib(71.27), log.budget().requested());
        assertEquals(gib(14.08), log.taken().weights());
        assertEquals(gib(1.97), log.taken().activation());
        assertEquals(gib(0.07), log.taken().nonTorch());
        assertEquals(gib(0.67), log.taken().graphs());
        assertEquals(gib(55.15), log.cache().memory());
        assertEquals(OptionalLong.of(451_744), log.cache().tokens());
        assertEquals(OptionalDouble.of(110.29), log.cache().concurrency());
        assertEquals(OptionalInt.of(4096), log.options().length());
        assertTrue(log.refused().isEmpty());
    }

    @Test
    void theOldEngineTellsTheSame() {
        VllmLog log = read("vllm-started-v0.log");
        assertEquals(gib(23.68), log.budget().total());
        assertEquals(OptionalDouble.of(0.78), log.budget().utilization());
        assertEquals(gib(18.47), log.budget().requested());
        assertEquals(gib(0.52), log.taken().weights());
        assertEquals(gib(1.61), log.taken().activation());
        assertEquals(gib(0.06), log.taken().nonTorch());
        assertEquals(gib(16.29), log.cache().memory());
        assertEquals(OptionalDouble.of(43.43), log.cache().concurrency());
    }

    @Test
    void aRefusalTellsNeedAndLength() {
        VllmLog log = read("oom-vllm-length-known.log");
        assertEquals(Optional.of("0.24.0"), log.release());
        assertEquals(Optional.of("Qwen/Qwen3-8B"), log.model());
        assertEquals(OptionalInt.of(32768), log.options().length());
        assertEquals(OptionalInt.of(1), log.options().gpus());
        assertEquals(gib(15.27), log.taken().weights());
        VllmLog.Refused refused = log.refused().orElseThrow();
        assertEquals(gib(4.5), Optional.of(refused.needed()));
        assertEquals(gib(3.18), Optional.of(refused.there()));
        assertEquals(OptionalInt.of(23_136), refused.longest());
    }

    @Test
    void theGpuWithLeastDecides() {
        List<String> lines = List.of(
                "(Worker_TP0 pid=1) INFO [gpu_worker.py:563] Available KV cache memory: 40.39 GiB",
                "(Worker_TP1 pid=2) INFO [gpu_worker.py:563] Available KV cache memory: 40.12 GiB",
                "(Worker_TP2 pid=3) INFO [gpu_worker.py:563] Available KV cache memory: 40.35 GiB",
                "(Worker_TP0 pid=1) INFO [gpu_model_runner.py:1] Graph capturing finished in 5 secs, took -0.03 GiB");
        VllmLog log = RunLog.parse(lines, false).vllm().orElseThrow();
        assertEquals(gib(40.12), log.cache().memory());
        assertEquals(Optional.of(Bytes.ZERO), log.taken().graphs());
    }

    @Test
    void otherLogsAreNone() {
        assertTrue(RunLog.parse(RecordedLogs.lines("cuda-kv-3060.log"), true)
                .vllm()
                .isEmpty());
        assertTrue(RunLog.parse(RecordedLogs.lines("oom-mlx-command-buffer.log"), true)
                .vllm()
                .isEmpty());
    }

    @Test
    void digitsThatAreNoNumberAreLeftOut() {
        VllmLog log = RunLog.parse(
                        List.of(
                                "GPU KV cache size: 99999999999999999999999999 tokens",
                                "Available KV cache memory: 1.2.3 GiB"),
                        false)
                .vllm()
                .orElseThrow();
        assertEquals(OptionalLong.of((long) LogNumber.MOST), log.cache().tokens());
        assertTrue(log.cache().memory().isEmpty());
    }
}
