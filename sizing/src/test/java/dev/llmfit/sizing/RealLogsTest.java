package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes that public load logs of real GPUs show, each with the rules of the build that wrote the log. */
class RealLogsTest {
    private static final double TOLERANCE = 0.02;

    @ParameterizedTest
    @CsvSource({
        // model, file type, backend, build, -ngl, -c, -b, -np, unified, -fa, KV, context bytes, compute bytes
        "qwen3-30b-a3b,      Q4_K_M, vulkan, 9010, 49, 32768, 2048, 8, false, on,   f16,  3221225472, 319553536",
        "qwen3-30b-a3b,      Q4_K_M, vulkan, 9010, 49,  4096, 2048, 1, false, on,   f16,   402653184, 315359232",
        "qwen3-30b-a3b,      Q4_K_M, vulkan, 9010, 49, 16384, 2048, 4, false, on,   f16,  1610612736, 319553536",
        "qwen3-next-80b-a3b, Q4_K_M, vulkan, 9010, 49, 69888, 2048, 1, false, on,   f16,  1796609147, 323747840",
        "mistral-nemo-12b,   Q4_K_M, cuda,   8133, 40,  8192, 2048, 4, true,  on,   q8_0,  695205888, 278921216",
        "gpt-oss-20b,        F16,    cuda,   7772, 25, 32768, 2048, 1, false, on,   f16,   824180736, 417731707",
        "llama3.1-70b,       Q4_K_M, cuda,   6000, 81,  8192,  512, 1, false, auto, f16,  2684354560, 279445504",
        "qwen2.5-7b,         Q4_K_M, cuda,   6000, 29,  2048,  512, 1, false, on,   f16,   117440512, 318767104",
        "qwen3-4b,           Q6_K,   cuda,   5285,  0,  4096, 2048, 1, false, off,  f16,           0, 635468513",
    })
    void contextAndComputeAreWhatTheLogsShow(
            String model,
            String fileType,
            String backend,
            int build,
            int nGpuLayers,
            int nCtx,
            int nBatch,
            int nParallel,
            boolean unified,
            String flashAttn,
            String cacheType,
            long context,
            long compute) {
        GgmlType type = GgmlType.byName(cacheType).orElseThrow();
        LaunchOptions options = LaunchOptions.defaults()
                .withNGpuLayers(nGpuLayers)
                .withNCtx(nCtx)
                .withNBatch(nBatch)
                .withNParallel(nParallel)
                .withKvUnified(unified)
                .withFlashAttn(FlashAttn.valueOf(flashAttn.toUpperCase(Locale.ROOT)))
                .withTypeK(type)
                .withTypeV(type);
        DeviceMemory device =
                new DeviceMemory("GPU0", Backend.byId(backend).orElseThrow(), Bytes.ofGib(80), Bytes.ofGib(80));
        BufferSizes sizes = new GraphEstimator()
                .estimate(RecordedModels.quantized(model, fileType), List.of(device), options, new EngineBuild(build))
                .devices()
                .getFirst();
        assertEquals(context, sizes.context().count(), 0.001 * context);
        assertEquals(compute, sizes.compute().count(), TOLERANCE * compute);
    }
}
