package dev.llmfit.sizing.vllm;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.LaunchArguments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Holds launches against rows that vLLM 0.33.0's own classes and planner gave without a GPU ({@code planner.jsonl.gz}, 760 launches
 * of 126 models on H100, A100, RTX 4090 and B200).
 */
class VllmPlannerTest {
    /** GPUs as the rows were made with. */
    private static final Map<String, VllmGpu> GPUS = Map.of(
            "h100", gpu("NVIDIA H100 80GB HBM3", 85_520_809_984L, 9, 0),
            "a100", gpu("NVIDIA A100-SXM4-80GB", 85_094_825_984L, 8, 0),
            "rtx4090", gpu("NVIDIA GeForce RTX 4090", 25_757_220_864L, 8, 9),
            "b200", gpu("NVIDIA B200", 191_500_000_000L, 10, 0));

    private static final VllmEngine ENGINE = new VllmEngine();

    /** The log of vLLM prints GiB with two decimals. */
    private static final long PRINTED = (1L << 30) / 200;

    private static VllmGpu gpu(String name, long bytes, int major, int minor) {
        return new VllmGpu(name, 1, bytes, major, minor, true, false);
    }

    static List<JsonValue> rows() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(requireNonNull(VllmPlannerTest.class.getResourceAsStream("planner.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(Json::parse).toList();
        }
    }

    private final Map<String, EngineModel> models = new HashMap<>();

    private EngineModel model(String id) {
        return models.computeIfAbsent(
                id, name -> EngineModel.of(Catalogue.bundled().byId(name).orElseThrow()));
    }

    private VllmSize size(JsonValue row) {
        JsonObject launch = (JsonObject) row.get("launch").orElseThrow();
        EngineModel model = model(row.string("model").orElseThrow());
        VllmGpu gpu = GPUS.get(launch.string("gpu").orElseThrow());
        LaunchArguments arguments = LaunchArguments.of(ENGINE, launch);
        return ENGINE.size(model, new VllmArguments(model, arguments, requireNonNull(gpu)).launch());
    }

    @Test
    void blocksTokensAndRefusalsAreThoseOfThePlanner() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (JsonValue row : rows()) {
            VllmPlan plan = size(row).plan();
            JsonValue expected = row.get("expect").orElseThrow();
            String id = row.string("id").orElseThrow();
            boolean refused = expected.truth("refused");
            boolean same = refused == plan.refusal().isPresent()
                    && (refused
                            ? plan.refusal().orElseThrow().longest() == whole(expected, "estimated_max_len")
                            : plan.block() == whole(expected, "block_size")
                                    && plan.blocks() == whole(expected, "num_gpu_blocks")
                                    && plan.tokens() == whole(expected, "kv_cache_tokens"));
            if (!same) {
                wrong.add(id + " " + plan);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void stepsHaveTheDefaultsOfThePlanner() throws IOException {
        for (JsonValue row : rows()) {
            VllmLaunch.Batch batch = size(row).launch().batch();
            JsonValue expected = row.get("expect").orElseThrow();
            assertEquals(whole(expected, "max_num_batched_tokens"), batch.tokens(), row.toString());
            assertEquals(whole(expected, "max_num_seqs"), batch.requests(), row.toString());
        }
    }

    @Test
    void weightsAreThoseOfTheModelClasses() throws IOException {
        int exact = 0;
        int printed = 0;
        int all = 0;
        for (JsonValue row : rows()) {
            List<Long> weights = size(row).weights();
            List<Double> expected = row.get("expect").orElseThrow().numbers("weights_bytes");
            assertEquals(expected.size(), weights.size(), row.toString());
            long off = 0;
            for (int i = 0; i < weights.size(); i++) {
                off = Math.max(off, Math.abs(weights.get(i) - expected.get(i).longValue()));
            }
            all++;
            exact += off == 0 ? 1 : 0;
            printed += off < PRINTED ? 1 : 0;
        }
        assertEquals(760, all);
        assertTrue(exact >= 734, exact + " of " + all + " to the byte");
        assertTrue(printed >= 751, printed + " of " + all + " as a log prints them");
    }

    private static long whole(JsonValue value, String name) {
        return value.integer(name).orElseThrow();
    }
}
