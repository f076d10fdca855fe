package dev.llmfit.sizing.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.graph.Ops;
import dev.llmfit.sizing.graph.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Read out of {@code supports_op} of each backend by hand, build by build. */
class AttentionKernelsTest {
    private static final int TOKENS = 512;
    private static final int CELLS = 4096;

    @ParameterizedTest
    @CsvSource({
        // heads on CUDA: as many numbers for K and V, query heads, KV heads
        "cuda, b11434, 128, 128, 32, 8, F16, F16, true",
        "rocm, b11434, 256, 256, 16, 16, F16, F16, true",
        "cuda, b11434, 160, 160, 32, 8, F16, F16, false",
        "cuda, b11434, 32, 32, 32, 8, F16, F16, false",
        "cuda, b11434, 96, 64, 40, 40, F16, F16, false",
        "cuda, b11434, 192, 128, 64, 8, F16, F16, true",
        "cuda, b11434, 192, 128, 64, 4, F16, F16, true",
        "cuda, b11434, 192, 128, 16, 16, F16, F16, false",
        "cuda, b11434, 192, 192, 64, 8, F16, F16, false",
        "cuda, b11434, 320, 256, 32, 1, F16, F16, true",
        "cuda, b11434, 320, 256, 16, 1, F16, F16, false",
        "cuda, b11434, 512, 512, 16, 2, F16, F16, true",
        "cuda, b11434, 512, 512, 16, 16, F16, F16, false",
        "cuda, b11434, 576, 512, 128, 1, F16, F16, true",
        // cache types on CUDA
        "cuda, b11434, 128, 128, 32, 8, Q4_1, Q8_0, true",
        "cuda, b10878, 128, 128, 32, 8, Q5_1, Q5_1, true",
        "cuda, b10867, 128, 128, 32, 8, Q5_1, Q5_1, false",
        "cuda, b10867, 128, 128, 32, 8, Q8_0, Q4_0, false",
        "cuda, b10615, 128, 128, 32, 8, Q4_1, Q8_0, false",
        "cuda, b10615, 128, 128, 32, 8, Q8_0, Q8_0, true",
        "cuda, b10615, 128, 128, 32, 8, Q8_0, F16, false",
        "cuda, b11434, 128, 128, 32, 8, IQ4_NL, IQ4_NL, false",
        // Metal wants one type
        "metal, b11434, 128, 128, 32, 8, Q8_0, Q8_0, true",
        "metal, b11434, 128, 128, 32, 8, Q8_0, Q4_0, false",
        "metal, b11434, 128, 128, 32, 8, Q8_0, F16, false",
        "metal, b11434, 128, 128, 32, 8, IQ4_NL, IQ4_NL, false",
        "metal, b11434, 160, 160, 32, 8, F16, F16, false",
        "metal, b11434, 96, 64, 40, 40, F16, F16, true",
        "metal, b11434, 64, 128, 32, 8, F16, F16, false",
        "metal, b11003, 64, 128, 32, 8, F16, F16, true",
        // Vulkan takes any heads of a multiple of eight
        "vulkan, b11434, 160, 160, 32, 8, F16, F16, true",
        "vulkan, b11434, 100, 100, 32, 8, F16, F16, false",
        "vulkan, b11434, 128, 128, 32, 8, Q8_0, Q4_0, true",
        "vulkan, b11434, 128, 128, 32, 8, IQ4_NL, IQ4_NL, true",
        "vulkan, b10121, 128, 128, 32, 8, IQ4_NL, IQ4_NL, false",
        "vulkan, b11434, 128, 128, 32, 8, BF16, F16, false",
        "vulkan, b11434, 128, 128, 32, 8, BF16, BF16, true",
        // SYCL
        "sycl, b11434, 128, 128, 32, 8, Q8_0, Q8_0, true",
        "sycl, b11434, 128, 128, 32, 8, Q8_0, Q4_0, false",
        "sycl, b11434, 192, 128, 64, 8, F16, F16, false",
        "sycl, b11434, 576, 512, 128, 1, F16, F16, true",
        // nobody asks these
        "cpu, b11434, 160, 160, 32, 8, Q8_0, Q4_0, true",
        "rpc, b11434, 160, 160, 32, 8, Q8_0, Q4_0, true",
        "reference, b11434, 160, 160, 32, 8, Q8_0, Q4_0, true",
    })
    void whatABackendRuns(
            String backend,
            String build,
            int k,
            int v,
            int heads,
            int kvHeads,
            GgmlType keys,
            GgmlType values,
            boolean runs) {
        BackendProfile profile = BackendProfile.of(Backend.byId(backend).orElseThrow(), EngineBuild.parse(build));
        Tensor attention = Ops.flashAttention(
                Tensor.leaf(GgmlType.F32, k, TOKENS, heads, 1),
                Tensor.leaf(keys, k, CELLS, kvHeads, 1),
                Tensor.leaf(values, v, CELLS, kvHeads, 1),
                Tensor.leaf(GgmlType.F16, CELLS, TOKENS, 1, 1),
                null);
        assertEquals(runs, profile.supports(attention));
        assertEquals(true, profile.withEveryKernel().supports(attention));
    }
}
