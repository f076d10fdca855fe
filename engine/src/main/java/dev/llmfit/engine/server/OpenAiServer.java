package dev.llmfit.engine.server;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Endpoint;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.http.LocalHttp;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A running server that speaks OpenAI's protocol: LM Studio, llama-server, vLLM and others. If the server reports durations
 * ({@code timings} of llama.cpp, {@code stats} of LM Studio), those are taken; if not, the arrival of the streamed tokens.
 */
public final class OpenAiServer implements Engine {
    private static final String NAME = "the OpenAI-compatible server";

    /** For questions that load no model; judgement. */
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final LocalHttp http;
    private final double stretched;
    private volatile boolean ownDurations;

    /** Creates the engine for an address on this machine, with or without {@code /v1}. */
    public OpenAiServer(String address) {
        this(address, StreamedAnswer.STRETCHED);
    }

    /** Creates one that lets an answer arrive over so many seconds more than it says. */
    OpenAiServer(String address, double stretched) {
        this.http = LocalHttp.to(address.replaceFirst("/v1/?$", ""), NAME);
        this.stretched = stretched;
    }

    @Override
    public EngineDescription describe() {
        return new EngineDescription(
                "openai", String.join(", ", models()), OptionalInt.empty(), List.of(), List.of(), false);
    }

    /** Returns the models it serves. */
    public List<String> models() {
        return http.get("/v1/models", QUICK).get("data").map(JsonValue::items).orElse(List.of()).stream()
                .map(m -> m.string("id"))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public boolean runsFiles() {
        return false;
    }

    @Override
    public Optional<String> onlyModel() {
        List<String> models = models();
        return models.size() == 1 ? Optional.of(models.getFirst()) : Optional.empty();
    }

    @Override
    public Optional<Endpoint> endpoint() {
        return Optional.of(new Endpoint.Running(http.address()));
    }

    @Override
    public BenchResult bench(BenchTask task, Progress progress) {
        String model = task.served(NAME);
        Duration limit = task.repetition().limit();
        BenchResult result = RequestBench.run(
                describe(),
                task,
                progress,
                (prompt, generate, seed) ->
                        stream(model, prompt, generate, seed, limit).plausible(NAME, stretched),
                SpeedReading.Clock.ARRIVAL);
        if (!ownDurations) {
            return result.withNotes(
                    List.of("the server reports no durations; speeds are those of the tokens' arrival"));
        }
        List<SpeedReading> readings = result.readings().stream()
                .map(r -> new SpeedReading(r.workload(), r.samples(), SpeedReading.Clock.ENGINE))
                .toList();
        return new BenchResult(result.engine(), readings, result.notes(), result.missing());
    }

    /**
     * Runs one streamed request. What the server says of its durations is not judged yet.
     *
     * @param model name at the server
     * @param prompt words of the prompt, about a token each in the vocabularies of language models
     * @param generate tokens to generate at most
     * @param seed varies the prompt
     * @param limit when to give up
     */
    public StreamedAnswer stream(String model, int prompt, int generate, int seed, Duration limit) {
        JsonObject message = JsonObject.builder()
                .put("role", "user")
                .put("content", PromptText.ofAbout(prompt, seed))
                .build();
        JsonObject.Builder body = JsonObject.builder();
        body.put("model", model);
        body.put("messages", List.of(message));
        body.put("max_tokens", generate);
        body.put("stream", true);
        body.put(
                "stream_options",
                JsonObject.builder().put("include_usage", true).build());
        body.put("cache_prompt", false);
        body.put("ignore_eos", true);
        StreamedAnswer.Collector collector = new StreamedAnswer.Collector(System.nanoTime());
        http.stream("/v1/chat/completions", Json.compact(body.build()), limit, collector::line);
        StreamedAnswer answer = collector.finish(NAME);
        answer.timing().within(NAME, generate);
        ownDurations |= answer.ownDurations();
        return answer;
    }
}
