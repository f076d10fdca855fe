package dev.llmfit.engine.server;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.http.LocalHttp;
import dev.llmfit.engine.log.VllmLog;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running vLLM tells of its cache: the labels of {@code vllm:cache_config_info} in {@code /metrics} are the fields of its
 * {@code CacheConfig} ({@code metrics_info} in {@code config/cache.py}), {@code /v1/models} has the length of a request.
 */
public final class VllmServer {
    /** Labels of one engine; of several replicas the first is read, as all have the same settings. */
    private static final Pattern INFO = Pattern.compile("(?m)^vllm:cache_config_info\\{([^\n]{0,65536})\\}");

    private static final Pattern LABEL = Pattern.compile("(\\w{1,64})=\"([^\"\\\\]{0,4096})\"");

    /** Longer numbers are none of a cache. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Pattern REAL = Pattern.compile("[0-9]{1,12}(?:\\.[0-9]{1,20})?");

    /** A server on this machine answers these in milliseconds, unless it computes a long prompt; judgement. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private VllmServer() {}

    /**
     * Asks a server on this machine.
     *
     * @throws EngineException if it does not answer, or not as vLLM does
     */
    public static VllmLog read(String address) {
        LocalHttp http = LocalHttp.to(address, "vLLM");
        String metrics = http.text("/metrics", LIMIT);
        JsonValue models = http.get("/v1/models", LIMIT);
        Optional<String> release =
                http.status("/version", LIMIT) == 200 ? text(http.get("/version", LIMIT), "version") : Optional.empty();
        return read(metrics, models, release)
                .orElseThrow(() -> new EngineException(
                        EngineException.Kind.IMPLAUSIBLE,
                        "the metrics of the server at " + http.address() + " have no vllm:cache_config_info",
                        Hint.plain("give the address of vLLM's server, without a path")));
    }

    /** Returns what metrics and models tell; empty if the metrics are not those of vLLM. */
    static Optional<VllmLog> read(String metrics, JsonValue models, Optional<String> release) {
        Matcher info = INFO.matcher(metrics);
        if (!info.find()) {
            return Optional.empty();
        }
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(info.group(1));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        Optional<JsonObject> model = models instanceof JsonObject o
                ? o.get("data")
                        .filter(JsonArray.class::isInstance)
                        .flatMap(a -> ((JsonArray) a).items().stream().findFirst())
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                : Optional.empty();
        OptionalLong length = model.map(m -> m.integer("max_model_len")).orElse(OptionalLong.empty());
        return Optional.of(new VllmLog(
                release,
                model.flatMap(m -> m.string("root").or(() -> m.string("id"))),
                new VllmLog.Options(
                        length.isPresent() ? whole(length.getAsLong()) : OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.ofNullable(labels.get("cache_dtype")),
                        false),
                new VllmLog.Budget(
                        Optional.empty(), Optional.empty(), real(labels, "gpu_memory_utilization"), Optional.empty()),
                new VllmLog.Taken(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new VllmLog.Cache(
                        number(labels, "kv_cache_memory_bytes").stream()
                                .mapToObj(Bytes::of)
                                .findFirst(),
                        number(labels, "kv_cache_size_tokens"),
                        real(labels, "kv_cache_max_concurrency"),
                        number(labels, "num_gpu_blocks"),
                        number(labels, "block_size").stream()
                                .mapToObj(VllmServer::whole)
                                .findFirst()
                                .orElse(OptionalInt.empty())),
                Optional.empty()));
    }

    private static Optional<String> text(JsonValue value, String name) {
        return value instanceof JsonObject o ? o.string(name) : Optional.empty();
    }

    private static OptionalInt whole(long value) {
        return value > 0 && value <= Integer.MAX_VALUE ? OptionalInt.of((int) value) : OptionalInt.empty();
    }

    private static OptionalLong number(Map<String, String> labels, String name) {
        String value = labels.getOrDefault(name, "");
        return NUMBER.matcher(value).matches() ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }

    private static OptionalDouble real(Map<String, String> labels, String name) {
        String value = labels.getOrDefault(name, "");
        return REAL.matcher(value).matches() ? OptionalDouble.of(Double.parseDouble(value)) : OptionalDouble.empty();
    }
}
