package dev.llmfit.sizing.vllm;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** GPUs as the rows of vLLM's own code were made with ({@code bench/truth-vllm/oracle.py}). */
final class PretendedGpus {
    private static final Map<String, VllmGpu> ALL = Map.of(
            "h100", gpu("NVIDIA H100 80GB HBM3", 85_520_809_984L, 9, 0),
            "h200", gpu("NVIDIA H200", 150_754_820_096L, 9, 0),
            "a100", gpu("NVIDIA A100-SXM4-80GB", 85_094_825_984L, 8, 0),
            "l40s", gpu("NVIDIA L40S", 47_697_362_944L, 8, 9),
            "rtx3090", gpu("NVIDIA GeForce RTX 3090", 25_438_126_080L, 8, 6),
            "rtx4090", gpu("NVIDIA GeForce RTX 4090", 25_757_220_864L, 8, 9),
            "rtx5090", gpu("NVIDIA GeForce RTX 5090", 33_669_251_072L, 12, 0),
            "b200", gpu("NVIDIA B200", 191_500_000_000L, 10, 0));

    private PretendedGpus() {}

    private static VllmGpu gpu(String name, long bytes, int major, int minor) {
        return new VllmGpu(name, 1, bytes, major, minor, true, false);
    }

    static VllmGpu named(String name) {
        return requireNonNull(ALL.get(name), name);
    }
}
