package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.Explanation.Cache;
import dev.llmfit.sizing.Explanation.Item;
import dev.llmfit.sizing.Explanation.Peak;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final DeviceMemory GPU = new DeviceMemory("CUDA0", Backend.CUDA, Bytes.ofGib(24), Bytes.ofGib(24));

    private static Explanation explain(String model, int nGpuLayers) {
        return new GraphEstimator()
                .explain(
                        RecordedModels.quantized(model, "Q4_K_M"),
                        List.of(GPU),
                        LaunchOptions.defaults().withNCtx(16384).withNGpuLayers(nGpuLayers),
                        EngineBuild.NEWEST);
    }

    @Test
    void logitsFillTheComputeBufferWhenAllRowsProduceOutputs() {
        Peak peak = explain("llama3.1-8b", 99).peaks().getFirst();
        assertTrue(peak.largest().getFirst().what().startsWith("result_output [128256 × 512]"));
        assertTrue(peak.inUse().count() >= 4L * 128256 * 512);
    }

    @Test
    void theInUseBytesFitTheBuffer() {
        Explanation e = explain("qwen3-30b-a3b", 20);
        assertEquals(
                List.of("CUDA0", "host"), e.peaks().stream().map(Peak::place).toList());
        assertTrue(e.peaks()
                        .get(0)
                        .inUse()
                        .compareTo(e.estimate().devices().getFirst().compute())
                <= 0);
        assertTrue(e.peaks().get(1).inUse().compareTo(e.estimate().host().compute()) <= 0);
    }

    @Test
    void cachesByKindAddUpToTheContext() {
        Explanation e = explain("gemma3-4b", 99);
        assertEquals(
                List.of("full attention", "sliding window"),
                e.caches().stream().map(Cache::kind).toList());
        long sum = e.caches().stream().mapToLong(c -> c.size().count()).sum();
        assertEquals(e.estimate().devices().getFirst().context().count(), sum);
        assertEquals(34, e.caches().stream().mapToInt(Cache::layers).sum());
    }

    @Test
    void theLargestWeightsComeFirst() {
        List<Item> weights = explain("llama3.1-8b", 99).largestWeights();
        assertEquals(10, weights.size());
        for (int i = 1; i < weights.size(); i++) {
            assertTrue(weights.get(i - 1).size().compareTo(weights.get(i).size()) >= 0);
        }
    }

    @Test
    void savingsAreWhatTheOtherLaunchWouldNeedLess() {
        Explanation e = explain("llama3.1-8b", 99);
        Explanation.Saving half = e.savings().stream()
                .filter(s -> s.change().equals("-c 8192"))
                .findFirst()
                .orElseThrow();
        assertTrue(half.saved().count() >= 1L << 30, half::toString); // half of 2 GiB of keys and values
    }
}
