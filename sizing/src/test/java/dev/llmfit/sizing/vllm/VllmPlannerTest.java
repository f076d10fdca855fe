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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds launches against rows that vLLM 0.33.0's own classes and planner gave without a GPU ({@code planner.jsonl.gz}, 760 launches
 * of 126 models on H100, A100, RTX 4090 and B200).
 */
class VllmPlannerTest {
    /** Rows of a wild run that differed at first ({@code bench/truth-vllm/run}, seeds 7719 and 40961). */
    private static final String WILD = "wild.jsonl.gz";

    private static final VllmEngine ENGINE = new VllmEngine();

    /** The log of vLLM prints GiB with two decimals. */
    private static final long PRINTED = (1L << 30) / 200;

    static List<JsonValue> rows() throws IOException {
        return rows("planner.jsonl.gz");
    }

    private static List<JsonValue> rows(String file) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(requireNonNull(VllmPlannerTest.class.getResourceAsStream(file))),
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
        VllmGpu gpu = PretendedGpus.named(launch.string("gpu").orElseThrow());
        LaunchArguments arguments = LaunchArguments.of(ENGINE, launch);
        return ENGINE.size(model, new VllmArguments(model, arguments, gpu).launch());
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner.jsonl.gz", WILD})
    void blocksTokensAndRefusalsAreThoseOfThePlanner(String file) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (JsonValue row : rows(file)) {
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
    void weightsOfWildRowsAreThoseOfTheModelClasses() throws IOException {
        List<JsonValue> rows = rows(WILD);
        assertTrue(rows.size() > 90, rows.size() + " rows");
        for (JsonValue row : rows) {
            List<Long> expected = row.get("expect").orElseThrow().numbers("weights_bytes").stream()
                    .map(Double::longValue)
                    .toList();
            assertEquals(expected, size(row).weights(), row.toString());
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
        assertTrue(exact >= 757, exact + " of " + all + " to the byte");
        assertTrue(printed == 760, printed + " of " + all + " as a log prints them");
    }

    private static long whole(JsonValue value, String name) {
        return value.integer(name).orElseThrow();
    }
}
