package dev.llmfit.engine.store;

import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.load.Percentiles;
import dev.llmfit.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server did under load, one line of {@code loads.jsonl} with the schema {@code llmfit/load/1}. */
public final class StoredLoad {
    /** Schema of the line and of the answer of {@code bench --concurrency --json}. */
    public static final String SCHEMA = "llmfit/load/1";

    private StoredLoad() {}

    /**
     * Returns the document.
     *
     * @param launch how the server was started; empty for one that ran already
     * @param load how busy the machine was before
     * @param notes what else a reader must know
     */
    public static JsonObject document(
            Instant time,
            HardwareFingerprint hardware,
            ModelIdentity model,
            boolean phantom,
            EngineDescription engine,
            Optional<Launch> launch,
            LoadTest test,
            LoadResult result,
            MachineLoad load,
            List<String> notes) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("schema", SCHEMA);
        tree.put("engine", engine.title());
        tree.put("time", time.toString());
        tree.put("hardware", StoredMeasurement.hardware(hardware));
        tree.put("model", StoredMeasurement.model(model, phantom));
        tree.put("ran_on", StoredMeasurement.engine(engine));
        tree.putOrNull("options", launch.map(LaunchJson::of));
        tree.put("quiet", load.isQuiet());
        tree.put("concurrency", result.concurrency());
        tree.put("requests", test.requests());
        tree.put("prompt_tokens", result.promptTokens().orElse(test.promptTokens()));
        tree.put("answer_tokens", test.generate());
        tree.put("completed", result.completed());
        tree.put("errors", result.failures().size());
        tree.put("failures", failures(result));
        tree.put("seconds", result.seconds());
        tree.put("generated_tokens", result.generatedTokens());
        tree.put("throughput_tok_s", result.throughput());
        tree.put("requests_per_s", result.completed() / result.seconds());
        tree.put("first_token_s", percentiles(result.firstToken()));
        tree.put("latency_s", percentiles(result.latency()));
        List<String> all = new ArrayList<>(result.notes());
        all.addAll(notes);
        tree.put("notes", all);
        return tree.build();
    }

    private static List<JsonObject> failures(LoadResult result) {
        List<JsonObject> failures = new ArrayList<>();
        result.failuresByMessage().forEach((message, count) -> {
            JsonObject.Builder tree = JsonObject.builder();
            tree.put("message", message);
            tree.put("count", count);
            failures.add(tree.build());
        });
        return failures;
    }

    private static JsonObject percentiles(Percentiles p) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("p50", p.p50());
        tree.put("p90", p.p90());
        tree.put("p99", p.p99());
        tree.put("max", p.most());
        return tree.build();
    }
}
