package dev.llmfit.engine.server;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.ServerTiming;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One streamed answer of an OpenAI-compatible server.
 *
 * @param timing tokens and durations
 * @param generatedTokens tokens of the answer
 * @param ownDurations whether the durations are the server's
 * @param firstTokenSeconds time to the first token by this program's clock
 * @param arrivalSeconds from the first piece to the last by this program's clock
 * @param totalSeconds whole request by this program's clock
 */
public record StreamedAnswer(
        ServerTiming timing,
        long generatedTokens,
        boolean ownDurations,
        double firstTokenSeconds,
        double arrivalSeconds,
        double totalSeconds) {
    /** Pieces may arrive in fewer and larger lots than they were made in, but not over a much longer time; judgement. */
    private static final double MOST_STRETCHED = 2;

    /** Seconds; judgement. */
    static final double STRETCHED = 3;

    /**
     * Returns the durations if they can be true.
     *
     * @param server what to call it in messages
     * @param stretched seconds that the answer may have arrived over beside, usually {@link #STRETCHED}
     * @throws EngineException if they contradict themselves or this program's clock
     */
    ServerTiming plausible(String server, double stretched) {
        timing.checked(server, totalSeconds);
        if (!ownDurations) {
            return timing;
        }
        if (arrivalSeconds > MOST_STRETCHED * timing.generatedSeconds() + stretched) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE,
                    String.format(
                            Locale.ROOT,
                            "%s reports %.3f s for an answer that arrived over %.2f s, which cannot be true",
                            server,
                            timing.generatedSeconds(),
                            arrivalSeconds),
                    Hint.plain("the result was not stored"));
        }
        return timing.accountsFor(server, totalSeconds, ServerTiming.WAITING);
    }

    /** Collects the lines of the stream. */
    static final class Collector {
        private static final String DATA = "data:";

        private final long start;
        private long firstNanos;
        private long lastNanos;
        private int pieces;
        private Optional<JsonValue> usage = Optional.empty();
        private Optional<JsonValue> timings = Optional.empty();
        private Optional<JsonValue> stats = Optional.empty();
        private boolean done;

        Collector(long start) {
            this.start = start;
            this.firstNanos = start;
            this.lastNanos = start;
        }

        void line(String line, long nanos) {
            if (!line.startsWith(DATA)) {
                return;
            }
            String data = line.substring(DATA.length()).strip();
            if (data.equals("[DONE]")) {
                done = true;
                return;
            }
            JsonValue chunk = parsed(data);
            if (chunk.get("error").isPresent()) {
                String message = chunk.get("error").get().string("message").orElse("an error");
                throw new EngineException(EngineException.Kind.FAILED, "the server reports: " + message, Hint.NONE);
            }
            if (carriesText(chunk)) {
                firstNanos = pieces == 0 ? nanos : firstNanos;
                lastNanos = nanos;
                pieces++;
            }
            usage = object(chunk, "usage").or(() -> usage);
            timings = object(chunk, "timings").or(() -> timings);
            stats = object(chunk, "stats").or(() -> stats);
        }

        private static JsonValue parsed(String data) {
            try {
                return Json.parse(data);
            } catch (IllegalArgumentException e) {
                throw new EngineException(
                        EngineException.Kind.IMPLAUSIBLE,
                        "the server streams something that is " + e.getMessage(),
                        Hint.NONE,
                        e);
            }
        }

        private static Optional<JsonValue> object(JsonValue chunk, String name) {
            return chunk.get(name).filter(v -> v instanceof JsonObject);
        }

        private static boolean carriesText(JsonValue chunk) {
            for (JsonValue choice : chunk.get("choices").map(JsonValue::items).orElse(List.of())) {
                JsonValue delta = choice.get("delta").orElse(choice);
                for (String field : List.of("content", "reasoning_content", "reasoning", "text")) {
                    if (!delta.string(field).orElse("").isEmpty()) {
                        return true;
                    }
                }
            }
            return false;
        }

        StreamedAnswer finish(String server) {
            double total = (System.nanoTime() - start) / 1e9;
            if (pieces == 0 || (!done && usage.isEmpty())) {
                throw new EngineException(
                        EngineException.Kind.DIED,
                        server + " ended the stream before its answer was complete",
                        Hint.plain("see its log"));
            }
            double first = (firstNanos - start) / 1e9;
            long prompt = usage.flatMap(u -> whole(u, "prompt_tokens")).orElse(0L);
            long generated = usage.flatMap(u -> whole(u, "completion_tokens")).orElse((long) pieces);
            Optional<ServerTiming> own = timings.map(Collector::llamaTimings).or(() -> studioStats(prompt, generated));
            // Pieces arrive after each token, so the first one marks the end of the prompt and n - 1 intervals follow.
            ServerTiming arrival =
                    new ServerTiming(prompt, first, Math.max(1, generated - 1), (lastNanos - firstNanos) / 1e9);
            return new StreamedAnswer(
                    own.orElse(arrival), generated, own.isPresent(), first, (lastNanos - firstNanos) / 1e9, total);
        }

        private static Optional<Long> whole(JsonValue value, String name) {
            return value.integer(name).isPresent()
                    ? Optional.of(value.integer(name).getAsLong())
                    : Optional.empty();
        }

        private static ServerTiming llamaTimings(JsonValue t) {
            return new ServerTiming(
                    t.integer("prompt_n").orElse(0),
                    t.number("prompt_ms").orElse(0) / 1000,
                    t.integer("predicted_n").orElse(0),
                    t.number("predicted_ms").orElse(Double.NaN) / 1000);
        }

        private Optional<ServerTiming> studioStats(long prompt, long generated) {
            double speed =
                    stats.map(s -> s.number("tokens_per_second").orElse(0)).orElse(0.0);
            double first =
                    stats.map(s -> s.number("time_to_first_token").orElse(0)).orElse(0.0);
            return speed > 0 && generated > 0
                    ? Optional.of(new ServerTiming(prompt, first, generated, generated / speed))
                    : Optional.empty();
        }
    }
}
