package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlashAttentionSupportTest {
    private static final EngineBuild NEWEST = EngineBuild.NEWEST;
    private static final EngineBuild BEFORE_QUANTIZED_VALUES_SETTLE = new EngineBuild(10_204);
    private static final EngineBuild BEFORE_ANY_CACHE_ON_CUDA = new EngineBuild(10_615);
    private static final GraphEstimator ESTIMATOR = new GraphEstimator();

    private static LaunchOptions options(FlashAttn flashAttn, GgmlType k, GgmlType v) {
        return LaunchOptions.defaults()
                .withNCtx(8192)
                .withNGpuLayers(99)
                .withFlashAttn(flashAttn)
                .withTypeK(k)
                .withTypeV(v);
    }

    private static Estimate estimate(
            GraphEstimator estimator, String id, Backend backend, LaunchOptions options, EngineBuild build) {
        Model model = Catalogue.bundled().find(id).map(CatalogueEntry::model).orElseThrow();
        Bytes memory = Bytes.ofGib(80);
        return estimator.estimate(
                model,
                List.of(new DeviceMemory(backend.devicePrefix() + "0", backend, memory, memory)),
                options,
                build);
    }

    private static Bytes compute(Estimate estimate) {
        return estimate.devices().getFirst().compute();
    }

    /** Heads of 160 numbers: "auto" turns it off, and the scores of all heads lie in the compute buffer. */
    @Test
    void autoIsOffForHeadsThatCudaDoesNotKnow() {
        LaunchOptions auto = options(FlashAttn.AUTO, GgmlType.F16, GgmlType.F16);
        Estimate cuda = estimate(ESTIMATOR, "stablelm2-12b", Backend.CUDA, auto, NEWEST);
        assertFalse(cuda.flashAttn());
        assertFalse(cuda.attentionOnCpu());
        Estimate vulkan = estimate(ESTIMATOR, "stablelm2-12b", Backend.VULKAN, auto, NEWEST);
        assertTrue(vulkan.flashAttn());
        Estimate every = estimate(ESTIMATOR.withEveryKernel(), "stablelm2-12b", Backend.CUDA, auto, NEWEST);
        assertTrue(every.flashAttn());
        // 512 tokens, 8,192 cells, 32 heads, F32
        Bytes scores = Bytes.of(512L * 8192 * 32 * Float.BYTES);
        assertTrue(compute(cuda).count() > scores.count(), compute(cuda).toString());
        assertTrue(compute(every).count() < scores.count() / 2, compute(every).toString());
    }

    /** A quantized V cache keeps it on, so the CPU runs it over the device's cache. */
    @Test
    void aCacheThatADeviceCannotReadIsAttendedOnTheCpu() {
        LaunchOptions mixed = options(FlashAttn.AUTO, GgmlType.Q8_0, GgmlType.Q4_0);
        Estimate metal = estimate(ESTIMATOR, "qwen3-8b", Backend.METAL, mixed, NEWEST);
        assertTrue(metal.flashAttn());
        assertTrue(metal.attentionOnCpu());
        assertFalse(estimate(ESTIMATOR, "qwen3-8b", Backend.CUDA, mixed, NEWEST).attentionOnCpu());
        assertTrue(estimate(ESTIMATOR, "qwen3-8b", Backend.CUDA, mixed, BEFORE_ANY_CACHE_ON_CUDA)
                .attentionOnCpu());
        LaunchOptions same = options(FlashAttn.AUTO, GgmlType.Q8_0, GgmlType.Q8_0);
        assertFalse(estimate(ESTIMATOR, "qwen3-8b", Backend.METAL, same, NEWEST).attentionOnCpu());
        LaunchOptions none = mixed.withNGpuLayers(0);
        assertFalse(estimate(ESTIMATOR, "qwen3-8b", Backend.METAL, none, NEWEST).attentionOnCpu());
    }

    /** Older builds probed first, and then found a quantized V cache without flash attention. */
    @Test
    void olderBuildsRefuseIt() {
        LaunchOptions mixed = options(FlashAttn.AUTO, GgmlType.Q8_0, GgmlType.Q4_0);
        LaunchRefusedException refused = assertThrows(
                LaunchRefusedException.class,
                () -> estimate(ESTIMATOR, "qwen3-8b", Backend.METAL, mixed, BEFORE_QUANTIZED_VALUES_SETTLE));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("K q8_0 and V q4_0"), message);
        LaunchOptions on = mixed.withFlashAttn(FlashAttn.ON);
        assertTrue(estimate(ESTIMATOR, "qwen3-8b", Backend.METAL, on, BEFORE_QUANTIZED_VALUES_SETTLE)
                .attentionOnCpu());
        LaunchOptions same = options(FlashAttn.AUTO, GgmlType.Q4_0, GgmlType.Q4_0);
        assertTrue(estimate(ESTIMATOR, "qwen3-8b", Backend.METAL, same, BEFORE_QUANTIZED_VALUES_SETTLE)
                .flashAttn());
    }

    /** What is explained is what is sized: the planned peak fills the compute buffer, whether devices left "auto" on or not. */
    @ParameterizedTest
    @CsvSource({
        "stablelm2-12b, CUDA, F16, F16", // heads of 160: off
        "stablelm2-12b, METAL, F16, F16",
        "stablelm2-12b, VULKAN, F16, F16",
        "qwen3-8b, METAL, Q8_0, F16", // mixed cache types: off
        "qwen3-8b, METAL, Q8_0, Q4_0", // run by the CPU
        "qwen3-8b, CUDA, F16, F16"
    })
    void theExplainedPeakFillsTheComputeBuffer(String id, Backend backend, GgmlType k, GgmlType v) {
        Model model = Catalogue.bundled().find(id).map(CatalogueEntry::model).orElseThrow();
        Bytes memory = Bytes.ofGib(80);
        List<DeviceMemory> devices = List.of(new DeviceMemory(backend.devicePrefix() + "0", backend, memory, memory));
        for (GraphEstimator estimator : List.of(ESTIMATOR, ESTIMATOR.withEveryKernel())) {
            Explanation explained = estimator.explain(model, devices, options(FlashAttn.AUTO, k, v), NEWEST);
            long sized = compute(explained.estimate()).count();
            long peak = explained.peaks().getFirst().inUse().count();
            assertEquals(sized, explained.peaks().getFirst().planned().count());
            // the rest is holes between tensors
            assertTrue(peak <= sized && peak > 0.85 * sized, () -> peak + " of " + sized);
        }
    }
}
