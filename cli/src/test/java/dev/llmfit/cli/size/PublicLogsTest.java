package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.fixtures.PublicLogs;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes that public logs of real GPUs show, each asked with the rules of the build that wrote the log: docs/accuracy.md. */
class PublicLogsTest {
    /** Logs print MiB with two decimals. Compute buffers of a few old builds follow rules that are not modelled to the byte. */
    private static final Map<String, Double> TOLERANCE = Map.of("weights", 0.001, "context", 0.001, "compute", 0.02);

    /** Vulkan of b9010 orders the nodes of qwen35moe in a way that is not modelled: {@code EngineGap}. */
    private static final Map<String, Double> KNOWN_GAP = Map.of("mc0490e49", 0.12);

    /** Below this size a rounded figure says nothing of a share. */
    private static final double SMALL = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void buffersAreWhatTheLogsShow() throws IOException {
        List<JsonValue> launches =
                PublicLogs.launches().stream().map(Json::parse).toList();
        Map<String, JsonValue> answers = answers(launches);
        Map<String, Integer> compared = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (JsonValue launch : launches) {
            JsonValue answer = answers.get(id(launch));
            for (JsonValue buffer : launch.get("compare").orElseThrow().items()) {
                String name = buffer.asText().orElseThrow();
                compared.merge(name, 1, Integer::sum);
                if (answer == null || !agrees(launch, answer, name)) {
                    wrong.add(name + " of " + launch + ": " + answer);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(Map.of("weights", 18, "context", 41, "compute", 32), compared);
    }

    private Map<String, JsonValue> answers(List<JsonValue> launches) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonValue launch : launches) {
            JsonValue request = launch.get("request").orElseThrow();
            PublicLogs.writeHeader(request.string("gguf").orElseThrow(), folder);
            lines.add(Json.compact(request));
        }
        Path batch = Files.write(folder.resolve("launches.jsonl"), lines);
        CommandRun run = CommandRun.of("size", "--batch", batch.toString(), "--models-dir", folder.toString());
        Map<String, JsonValue> answers = new HashMap<>();
        run.out()
                .lines()
                .map(Json::parse)
                .forEach(a -> answers.put(a.string("id").orElseThrow(), a));
        assertEquals(launches.size(), answers.size(), run.err());
        return answers;
    }

    private static String id(JsonValue launch) {
        return launch.get("request").orElseThrow().string("id").orElseThrow();
    }

    private static boolean agrees(JsonValue launch, JsonValue answer, String buffer) {
        List<JsonValue> expected = launch.get("expected").orElseThrow().items();
        List<JsonValue> devices = answer.get("devices").map(JsonValue::items).orElse(List.of());
        double tolerance = Math.max(TOLERANCE.getOrDefault(buffer, 0.0), KNOWN_GAP.getOrDefault(id(launch), 0.0));
        return expected.size() == devices.size()
                && IntStream.range(0, expected.size()).allMatch(i -> {
                    double shown = expected.get(i).number(buffer).orElseThrow();
                    double said = devices.get(i).number(buffer).orElseThrow();
                    return Math.abs(said - shown) <= tolerance * Math.max(shown, SMALL);
                });
    }
}
