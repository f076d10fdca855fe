package dev.llmfit.engine.server;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.ServerTiming;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.http.LocalHttp;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** A running Ollama: {@code /api/generate} reports the durations of its runner in nanoseconds. */
public final class Ollama implements Engine {
    /** Where Ollama listens unless told otherwise. */
    public static final String DEFAULT_ADDRESS = "http://127.0.0.1:11434";

    private static final String NAME = "Ollama";

    /** For questions that load no model; judgement. */
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final LocalHttp http;
    private final double waiting;

    /** Creates the engine for an address on this machine. */
    public Ollama(String address) {
        this(address, ServerTiming.WAITING);
    }

    /** Creates one that lets a request wait so many seconds. */
    Ollama(String address, double waiting) {
        this.http = LocalHttp.to(address, NAME);
        this.waiting = waiting;
    }

    /**
     * Memory of a loaded model as {@code /api/ps} says it.
     *
     * @param name model
     * @param size all of it
     * @param onGpu the part on GPUs
     */
    public record Loaded(String name, Bytes size, Bytes onGpu) {}

    @Override
    public EngineDescription describe() {
        String version = http.get("/api/version", QUICK)
                .string("version")
                .orElseThrow(() -> new EngineException(
                        EngineException.Kind.IMPLAUSIBLE,
                        "what answers at " + http.address() + " is not Ollama",
                        Hint.NONE));
        return new EngineDescription("ollama", version, OptionalInt.empty(), List.of(), List.of(), false);
    }

    /** Returns what it has loaded now. */
    public List<Loaded> loaded() {
        return http.get("/api/ps", QUICK).get("models").map(JsonValue::items).orElse(List.of()).stream()
                .map(m -> new Loaded(
                        m.string("name").orElse(""),
                        Bytes.of(Math.max(0, m.integer("size").orElse(0))),
                        Bytes.of(Math.max(0, m.integer("size_vram").orElse(0)))))
                .toList();
    }

    @Override
    public boolean runsFiles() {
        return false;
    }

    @Override
    public BenchResult bench(BenchTask task, Progress progress) {
        String model = task.served(NAME);
        Duration limit = task.repetition().limit();
        BenchResult result = RequestBench.run(
                describe(),
                task,
                progress,
                (prompt, generate, seed) -> generate(model, task.launch(), prompt, generate, seed, limit),
                SpeedReading.Clock.ENGINE);
        return result.withNotes(memory(model));
    }

    /** Returns what it holds of a model; nothing if it has gone since it was measured. */
    private List<String> memory(String model) {
        try {
            return loaded().stream()
                    .filter(l -> l.name().equals(model) || l.name().startsWith(model + ":"))
                    .map(l -> "Ollama holds " + l.size() + ", " + l.onGpu() + " of it on GPUs")
                    .toList();
        } catch (EngineException e) {
            return List.of("Ollama no longer says what it holds: " + e.getMessage());
        }
    }

    private ServerTiming generate(String model, Launch launch, int prompt, int generate, int seed, Duration limit) {
        JsonObject.Builder body = JsonObject.builder();
        body.put("model", model);
        body.put("prompt", PromptText.ofAbout(prompt, seed));
        body.put("stream", false);
        body.put("raw", true);
        body.put("options", options(launch, generate));
        long start = System.nanoTime();
        JsonValue answer = http.post("/api/generate", Json.compact(body.build()), limit);
        double wall = (System.nanoTime() - start) / 1e9;
        if (answer.string("error").isPresent()) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    NAME + ": " + answer.string("error").get(),
                    Hint.plain("see 'ollama list'"));
        }
        double loading = Math.max(0, answer.number("load_duration").orElse(0) / 1e9);
        return timing(answer)
                .checked(NAME, wall)
                .accountsFor(NAME, Math.max(0, wall - loading), waiting)
                .within(NAME, generate);
    }

    private static JsonObject options(Launch launch, int generate) {
        LaunchOptions o = launch.options();
        JsonObject.Builder options = JsonObject.builder();
        options.put("num_predict", generate);
        options.put("temperature", 0.8);
        if (o.nCtx() > 0) {
            options.put("num_ctx", o.nCtx());
        }
        if (o.nGpuLayers() >= 0) {
            options.put("num_gpu", o.nGpuLayers());
        }
        launch.threads().ifPresent(t -> options.put("num_thread", t));
        return options.build();
    }

    /** Returns the durations of an answer of {@code /api/generate}. */
    static ServerTiming timing(JsonValue answer) {
        return new ServerTiming(
                answer.integer("prompt_eval_count").orElse(0),
                answer.number("prompt_eval_duration").orElse(0) / 1e9,
                answer.integer("eval_count").orElse(0),
                answer.number("eval_duration").orElse(Double.NaN) / 1e9);
    }
}
