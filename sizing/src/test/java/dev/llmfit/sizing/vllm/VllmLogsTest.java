package dev.llmfit.sizing.vllm;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineValue.SizeRange;
import dev.llmfit.sizing.engines.LaunchArguments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Holds launches against public logs ({@code logs.csv}): the tokens that vLLM printed for the memory that it printed, and the range
 * of that memory. A log does not tell everything; {@code drafted} -1 is a number of drafted tokens from 1 to 4 that it does not tell.
 */
class VllmLogsTest {
    private static final double GIB = 1L << 30;

    /** Memory of the GPUs of logs that do not print it; defaults of a step alone follow from it. */
    private static final double USUAL_GIB = 24;

    static List<Map<String, String>> rows() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                requireNonNull(VllmLogsTest.class.getResourceAsStream("logs.csv")), StandardCharsets.UTF_8))) {
            List<String> lines = in.lines().toList();
            List<String> names = Arrays.asList(lines.getFirst().split(",", -1));
            return lines.stream()
                    .skip(1)
                    .map(line -> {
                        String[] cells = line.split(",", -1);
                        Map<String, String> row = new HashMap<>();
                        IntStream.range(0, cells.length)
                                .filter(i -> !cells[i].isEmpty())
                                .forEach(i -> row.put(names.get(i), cells[i]));
                        return row;
                    })
                    .toList();
        }
    }

    static String cell(Map<String, String> row, String name) {
        return requireNonNull(row.get(name), row + " has no " + name);
    }

    static double gib(Map<String, String> row, String name) {
        return Double.parseDouble(cell(row, name));
    }

    static EngineModel model(Map<String, String> row) {
        return EngineModel.of(Catalogue.bundled().byId(cell(row, "model")).orElseThrow());
    }

    static VllmSize size(EngineModel model, Map<String, String> row, int drafted, boolean known) {
        String[] capability = cell(row, "capability").split("\\.", -1);
        long total = (long) (Double.parseDouble(row.getOrDefault("total_gib", String.valueOf(USUAL_GIB))) * GIB);
        VllmGpu gpu = new VllmGpu(
                cell(row, "gpu"),
                1,
                total,
                Integer.parseInt(capability[0]),
                Integer.parseInt(capability[1]),
                true,
                Boolean.parseBoolean(row.get("shared")));
        JsonObject.Builder launch = JsonObject.builder()
                .put("gpu", "log")
                .put("engine_build", cell(row, "version"))
                .put("ignore", "vision")
                .put("kv_cache_dtype", cell(row, "kv_cache_dtype"))
                .put("quantization", cell(row, "quantization"));
        for (String name : List.of("tensor_parallel_size", "max_model_len", "max_num_batched_tokens", "max_num_seqs")) {
            if (row.containsKey(name)) {
                launch.put(name, Long.parseLong(cell(row, name)));
            }
        }
        launch.put("enable_expert_parallel", Boolean.parseBoolean(row.get("expert_parallel")));
        if (row.containsKey("utilization")) {
            launch.put("gpu_memory_utilization", gib(row, "utilization"));
        }
        if (known) {
            launch.put("available_kv_bytes", (long) (gib(row, "available_kv_gib") * GIB));
        }
        if (drafted > 0) {
            launch.put(
                    "speculative_config",
                    JsonObject.builder()
                            .put("method", "mtp")
                            .put("num_speculative_tokens", drafted)
                            .build());
        }
        VllmEngine engine = new VllmEngine();
        return engine.size(model, new VllmArguments(model, LaunchArguments.of(engine, launch.build()), gpu).launch());
    }

    @Test
    void tokensAreThosePrintedForTheMemoryPrinted() throws IOException {
        List<String> off = new ArrayList<>();
        int compared = 0;
        for (Map<String, String> row : rows()) {
            if (!Boolean.parseBoolean(row.get("compared"))) {
                continue;
            }
            compared++;
            EngineModel model = model(row);
            int drafted = Integer.parseInt(cell(row, "drafted"));
            double printed = gib(row, "kv_cache_tokens");
            IntStream tried = drafted < 0 ? IntStream.rangeClosed(1, 4) : IntStream.of(drafted);
            double best = tried.mapToDouble(
                            n -> size(model, row, n, true).plan().tokens() / printed)
                    .map(ratio -> Math.abs(ratio - 1))
                    .min()
                    .orElseThrow();
            if (best >= 0.005) {
                off.add(cell(row, "id") + " " + best);
            }
        }
        assertEquals(12, compared);
        assertTrue(off.size() <= 2, off.toString());
    }

    @Test
    void theMemoryLeftLiesInItsRange() throws IOException {
        List<String> off = new ArrayList<>();
        int compared = 0;
        for (Map<String, String> row : rows()) {
            if (!row.containsKey("total_gib")) {
                continue;
            }
            compared++;
            VllmSize size = size(model(row), row, 0, false);
            long weights = row.containsKey("weights_gib")
                    ? (long) (gib(row, "weights_gib") * GIB)
                    : size.weights().stream().mapToLong(Long::longValue).max().orElseThrow();
            SizeRange left = size.budget().left(weights);
            double printed = gib(row, "available_kv_gib") * GIB;
            if (printed < left.low() || printed > left.high()) {
                off.add(cell(row, "id") + " " + printed / GIB + " outside of " + left.low() / GIB + " to "
                        + left.high() / GIB);
            }
        }
        assertEquals(12, compared);
        assertTrue(off.size() * 5 <= compared, off.toString());
    }
}
