package dev.llmfit.sizing.vllm;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineSize.Verdict;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of every launch, whatever the model. */
class VllmRulesTest {
    private static final VllmEngine ENGINE = new VllmEngine();
    private static final VllmGpu H100 = new VllmGpu("H100", 8, 85_520_809_984L, 9, 0, true, false);

    private static EngineModel model(String id) {
        return EngineModel.of(Catalogue.bundled().byId(id).orElseThrow());
    }

    private static VllmSize size(EngineModel model, JsonObject launch) {
        return ENGINE.size(model, new VllmArguments(model, LaunchArguments.of(ENGINE, launch), H100).launch());
    }

    private static JsonObject.Builder launch() {
        return JsonObject.builder().put("gpu", "h100");
    }

    @Test
    void everyModelOfTheCatalogueIsSizedOrRefusedInASentence() {
        int sized = 0;
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            EngineModel model = model(summary.id());
            try {
                VllmSize size = size(model, launch().put("max_model_len", 2048).build());
                assertTrue(size.weights().getFirst() > 0, summary.id());
                assertFalse(size.sum().isBlank(), summary.id());
                sized++;
            } catch (LaunchRefusedException e) {
                assertFalse(requireNonNull(e.getMessage()).isBlank(), summary.id());
            }
        }
        assertTrue(sized > 500, sized + " are sized");
    }

    @Test
    void moreMemoryNeverGivesLess() {
        Random random = new Random(11);
        EngineModel[] models = {model("qwen3-8b"), model("gemma3-27b"), model("qwen3.6-27b"), model("deepseek-v2-lite")
        };
        for (int i = 0; i < 50; i++) {
            EngineModel model = models[random.nextInt(models.length)];
            long bytes = 1L + random.nextLong(60L << 30);
            int length = 1024 << random.nextInt(6);
            JsonObject.Builder launch = launch().put("max_model_len", length);
            VllmPlan less =
                    size(model, launch.put("available_kv_bytes", bytes).build()).plan();
            VllmPlan more = size(
                            model,
                            launch().put("max_model_len", length)
                                    .put("available_kv_bytes", bytes + (1L << 30))
                                    .build())
                    .plan();
            assertTrue(more.blocks() >= less.blocks(), model.id() + " " + bytes);
            assertTrue(less.refusal().isPresent() || more.refusal().isEmpty(), model.id() + " " + bytes);
        }
    }

    @Test
    void theLongestRequestThatFitsFitsAndOneTokenMoreDoesNot() {
        EngineModel model = model("gemma3-27b");
        long bytes = 3L << 30;
        VllmPlan refused = size(
                        model,
                        launch().put("max_model_len", 131_072)
                                .put("available_kv_bytes", bytes)
                                .build())
                .plan();
        long longest = refused.refusal().orElseThrow().longest();
        assertTrue(longest > 0);
        for (int more = 0; more < 2; more++) {
            VllmSize size = size(
                    model,
                    launch().put("max_model_len", longest + more)
                            .put("available_kv_bytes", bytes)
                            .put("max_num_batched_tokens", 8192)
                            .build());
            assertEquals(more == 0 ? Verdict.FITS : Verdict.REFUSED, size.verdict());
        }
    }

    @Test
    void givenBytesOfTheCacheMakeTheShareVoid() {
        VllmSize size = size(
                model("qwen3-8b"),
                launch().put("kv_cache_memory_bytes", 8L << 30)
                        .put("gpu_memory_utilization", 0.3)
                        .build());
        assertEquals(8L << 30, size.available().mid());
        assertEquals(size.available().low(), size.available().high());
    }

    @Test
    void draftingTakesWeightsAndCache() {
        EngineModel model = model("qwen3.6-27b");
        JsonObject.Builder plain = launch().put("available_kv_bytes", 48L << 30);
        VllmSize without = size(model, plain.build());
        VllmSize with = size(
                model,
                plain.put(
                                "speculative_config",
                                JsonObject.builder()
                                        .put("method", "mtp")
                                        .put("num_speculative_tokens", 2)
                                        .build())
                        .build());
        assertTrue(with.weights().getFirst() > without.weights().getFirst());
        assertTrue(with.plan().concurrency() < without.plan().concurrency());
    }

    @ParameterizedTest
    @CsvSource({"0.19.1, 4096, 0.9", "0.33.0, 12288, 0.92", "v0.24, 4096, 0.92"})
    void releasesUndoLaterRules(String release, long inFlight, double share) {
        VllmSize size = size(
                model("gemma3-27b"),
                launch().put("engine_build", release)
                        .put("max_num_batched_tokens", 4096)
                        .put("available_kv_bytes", 40L << 30)
                        .build());
        assertEquals(share, size.launch().memory().utilization());
        VllmPlan.Group window = size.plan().groups().stream()
                .filter(g -> g.kind().equals("sliding"))
                .findFirst()
                .orElseThrow();
        long batches = size.launch().release().has(VllmSwitch.BATCHES_IN_FLIGHT) ? 2 : 1;
        long tokens = 1024 - 1 + batches * 4096;
        assertEquals((tokens + window.block() - 1) / window.block() + 1, window.requestBlocks());
        assertTrue(inFlight >= batches * 4096);
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3-8b, tensor_parallel_size, 3, not divisible",
        "qwen3-8b, pipeline_parallel_size, 64, more than the 36 layers",
        "rwkv7-1.5b, max_num_seqs, 8, no class",
        "qwen3-8b, kv_cache_memory_bytes, 99000000000000, more than the",
        "llama3.3-70b, kv_cache_memory_bytes, 20000000000, the KV cache that is asked for take",
        "qwen3-8b, num_gpu_blocks_override, 2147483647, the KV cache that is asked for take",
        "qwen3-8b, max_model_len, 40961, more than the 40960 tokens that qwen3-8b was trained for",
        "qwen3-8b, max_num_seqs, 10000, more than the 8192 tokens of a step",
        "phi4-14b, tensor_parallel_size, 4, the 10 heads of keys and values of phi4-14b",
        "bitnet-2b, tensor_parallel_size, 2, the 5 heads of keys and values of bitnet-2b",
        "mamba-2.8b, tensor_parallel_size, 7, are not divisible by tensor_parallel_size 7; take 1",
        "qwen3-14b, tensor_parallel_size, 6, take 4 or 8",
        "qwen3-14b, tensor_parallel_size, 4096, take 8",
    })
    void whatVllmRefusesIsSaid(String id, String argument, long value, String sentence) {
        EngineModel model = model(id);
        JsonObject launch = launch().put(argument, value).build();
        LaunchRefusedException refused = assertThrows(LaunchRefusedException.class, () -> size(model, launch));
        assertTrue(requireNonNull(refused.getMessage()).contains(sentence), refused.getMessage());
        assertEquals("vLLM", refused.engine());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tensor_parallel_size | 2147483647 | expected a whole number from 1 to 4096",
                "data_parallel_size | 4097 | expected a whole number from 1 to 4096",
                "block_size | 2147483647 | expected a multiple of 16 up to 40960",
                "block_size | 24 | expected a multiple of 16",
            })
    void whatNoLaunchCanHaveIsSaid(String argument, long value, String sentence) {
        EngineModel model = model("qwen3-8b");
        JsonObject launch = launch().put(argument, value).build();
        LaunchArgumentException wrong = assertThrows(LaunchArgumentException.class, () -> size(model, launch));
        assertTrue(requireNonNull(wrong.getMessage()).contains(sentence), wrong.getMessage());
    }

    @Test
    void moreTokensThanARequestHasAreNotDrafted() {
        EngineModel model = model("qwen3.6-27b");
        JsonObject launch = launch().put(
                        "speculative_config",
                        JsonObject.builder()
                                .put("method", "mtp")
                                .put("num_speculative_tokens", Integer.MAX_VALUE)
                                .build())
                .build();
        LaunchArgumentException wrong = assertThrows(LaunchArgumentException.class, () -> size(model, launch));
        assertTrue(requireNonNull(wrong.getMessage()).contains("tokens of a request"), wrong.getMessage());
    }

    /** An H100 has 79.6 GiB: 15.3 of weights, and what is asked for the cache. */
    @ParameterizedTest
    @CsvSource({"40, FITS", "63, UNCERTAIN"})
    void aGivenCacheFitsWhereAStepFitsBesideIt(long gib, Verdict verdict) {
        VllmSize size = size(
                model("qwen3-8b"),
                launch().put("kv_cache_memory_bytes", gib << 30).build());
        assertEquals(verdict, size.verdict());
    }

    @Test
    void tilesOfFp8AreNotParted() {
        EngineModel model = model("stablelm2-12b");
        JsonObject launch = launch().put("quantization", "fp8-block")
                .put("tensor_parallel_size", 8)
                .build();
        LaunchRefusedException refused = assertThrows(LaunchRefusedException.class, () -> size(model, launch));
        assertTrue(requireNonNull(refused.getMessage()).contains("tile of FP8"), refused.getMessage());
    }

    @Test
    void paddingOfFlashInferIsTold() {
        EngineModel model = model("granite4-h-small");
        JsonObject launch = launch().put("tensor_parallel_size", 8)
                .put("max_model_len", 2048)
                .build();
        VllmGpu gpu = PretendedGpus.named("b200");
        VllmSize size = ENGINE.size(model, new VllmArguments(model, LaunchArguments.of(ENGINE, launch), gpu).launch());
        assertTrue(
                size.notes().stream().anyMatch(n -> n.contains("from 96 to 128")),
                size.notes().toString());
    }

    /** What vLLM 0.33.0 ended with an error for, by its own classes. */
    @ParameterizedTest
    @CsvSource({
        "olmo2-13b, h100, 8, awq, auto, that share a scale",
        "exaone4-32b, h100, 4, w4a16, auto, that share a scale",
        "phi3-mini-128k, rtx3090, 1, , fp8, Triton kernel",
        "gemma4-31b, a100, 2, , fp8, Triton kernel",
        "deepseek-v3.2, a100, 8, , auto, sparse attention",
    })
    void launchesWithoutAKernelAreRefused(
            String id, String gpu, int tensor, @Nullable String quantization, String cache, String why) {
        JsonObject.Builder launch = JsonObject.builder()
                .put("gpu", gpu)
                .put("max_model_len", 2048)
                .put("tensor_parallel_size", tensor)
                .put("kv_cache_dtype", cache);
        if (quantization != null) {
            launch.put("quantization", quantization);
        }
        EngineModel model = model(id);
        LaunchArguments arguments = LaunchArguments.of(ENGINE, launch.build());
        VllmGpu machine = PretendedGpus.named(gpu);
        LaunchRefusedException refused = assertThrows(
                LaunchRefusedException.class,
                () -> ENGINE.size(model, new VllmArguments(model, arguments, machine).launch()));
        assertTrue(requireNonNull(refused.getMessage()).contains(why), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "max_model_length, did you mean 'max_model_len'?",
        "tensor_parallel, did you mean 'tensor_parallel_size'?",
        "zzzzzz, the pages of docs/engines list them",
    })
    void anUnknownArgumentIsToldWithTheNearest(String name, String sentence) {
        JsonObject launch = JsonObject.builder().put(name, 1).build();
        LaunchArgumentException wrong =
                assertThrows(LaunchArgumentException.class, () -> LaunchArguments.of(ENGINE, launch));
        assertTrue(requireNonNull(wrong.getMessage()).contains(sentence), wrong.getMessage());
    }

    @Test
    void classesAreNamedLikeArchitectures() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                requireNonNull(VllmEngine.class.getResourceAsStream("classes.csv")), StandardCharsets.UTF_8))) {
            for (String line : lines.lines().skip(1).toList()) {
                String name = line.substring(0, line.indexOf(',')).replace("+experts", "");
                assertTrue(Architecture.byName(name).isPresent(), name);
            }
        }
    }
}
