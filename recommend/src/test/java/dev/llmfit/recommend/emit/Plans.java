package dev.llmfit.recommend.emit;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.catalog.SamplingTable;
import dev.llmfit.probe.Backend;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.HostGrowth.SequenceState;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plans whose text is kept in golden files. */
final class Plans {
    private Plans() {}

    /** A small model whole on one NVIDIA card. */
    static Plan fullGpu() {
        return new Plan(
                "llama3.1:8b",
                "Q4_K_M",
                new FileSource.Published(
                        "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF",
                        "Q4_K_M",
                        "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf",
                        1,
                        Optional.of("2026-10-07")),
                ImageInput.NONE,
                Optional.of("llama3.1:8b"),
                LaunchOptions.defaults().withNGpuLayers(33).withNCtx(8192),
                true,
                33,
                new PlannedGpus(1, Optional.of(Backend.CUDA), Bytes.ofMib(6200)),
                8,
                Bytes.ofMib(700),
                growth(1, 8192, 0),
                false);
    }

    /** A mixture of experts on one AMD card, experts of some layers in RAM. */
    static Plan moeOffload() {
        return new Plan(
                "gpt-oss:120b",
                "MXFP4_MOE",
                new FileSource.Published(
                        "ggml-org/gpt-oss-120b-GGUF", "MXFP4", "gpt-oss-120b-MXFP4.gguf", 1, Optional.of("2026-10-07")),
                ImageInput.NONE,
                Optional.of("gpt-oss:120b"),
                LaunchOptions.defaults()
                        .withNGpuLayers(37)
                        .withNCtx(16384)
                        .withNCpuMoe(26)
                        .withNUbatch(256),
                true,
                37,
                new PlannedGpus(1, Optional.of(Backend.ROCM), Bytes.ofMib(6200)),
                16,
                Bytes.ofGib(41),
                growth(1, 8192, 32),
                false,
                new ChatSettings(SamplingTable.bundled().of("openai/gpt-oss-120b"), true));
    }

    /** A model that reasons and calls tools, whose makers say how to sample from it. */
    static Plan reasoning() {
        return new Plan(
                "qwen3.6:35b",
                "Q4_K_M",
                new FileSource.Published(
                        "ggml-org/Qwen3.6-35B-A3B-GGUF",
                        "Q4_K_M",
                        "Qwen3.6-35B-A3B-Q4_K_M.gguf",
                        1,
                        Optional.of("2026-10-07")),
                ImageInput.LEFT_OUT,
                Optional.of("qwen3.6:35b"),
                LaunchOptions.defaults().withNGpuLayers(41).withNCtx(16384),
                true,
                41,
                new PlannedGpus(1, Optional.of(Backend.VULKAN), Bytes.ofMib(6200)),
                8,
                Bytes.ofMib(900),
                growth(1, 16384, 0),
                false,
                new ChatSettings(SamplingTable.bundled().of("Qwen/Qwen3.6-35B-A3B"), true));
    }

    /** A local file with an awkward name on two unequal cards, cache in q8_0, four slots. */
    static Plan twoGpus() {
        return new Plan(
                "it's 100% \"mine\" $HOME",
                "Q5_K_M",
                new FileSource.Local("/models/my files/it's 100% \"mine\" $HOME.gguf"),
                ImageInput.NONE,
                Optional.empty(),
                LaunchOptions.defaults()
                        .withNGpuLayers(81)
                        .withNCtx(32768)
                        .withNParallel(4)
                        .withTypeK(GgmlType.Q8_0)
                        .withTypeV(GgmlType.Q8_0)
                        .withTensorSplit(List.of(53.0, 28.0))
                        .withServerCaches(ServerCaches.of(1024, 3)),
                true,
                81,
                new PlannedGpus(2, Optional.of(Backend.CUDA), Bytes.ofMib(6200)),
                12,
                Bytes.ofGib(2),
                growth(4, 1024, 3),
                false);
    }

    /** A context of 1 GiB, of which a checkpoint has 64 MiB. */
    static HostGrowth growth(int slots, int cacheRam, int ctxCheckpoints) {
        SequenceState state = new SequenceState(1L << 30, (long) slots << 30, 64L << 20, 64L << 20);
        return new HostGrowth(slots, state, cacheRam, ctxCheckpoints, true, Bytes.ZERO);
    }

    /** Returns the plans by the name of their golden file. */
    static Map<String, Plan> all() {
        return Map.of(
                "full-gpu", fullGpu(), "moe-offload", moeOffload(), "two-gpus", twoGpus(), "reasoning", reasoning());
    }
}
