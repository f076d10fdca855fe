package dev.llmfit.engine.store;

import dev.llmfit.engine.SpeedReading;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.ControlCharacters;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Judges a line of a file that came from somewhere else. What it says goes into predictions, so it must be possible. */
final class ImportCheck {
    /** A measurement is some KB; judgement. */
    private static final int LONGEST_LINE = 1 << 20;

    /** Names of models, CPUs and GPUs are shorter; judgement. */
    private static final int LONGEST_NAME = 200;

    /** A bench repeats 20 times at most by itself; judgement. */
    private static final int MOST_SAMPLES = 1000;
    /** No machine of today writes or reads as many tokens a second. */
    private static final double ABSURD = 1e7;

    private final Instant now;

    ImportCheck(Instant now) {
        this.now = now;
    }

    /** The measurement in a line, or why it is refused, as a sentence without a final stop. */
    sealed interface Verdict {
        record Accepted(StoredMeasurement measurement) implements Verdict {}

        record Refused(String reason) implements Verdict {}
    }

    Verdict judge(String line) {
        if (line.length() > LONGEST_LINE) {
            return new Verdict.Refused("it is longer than a measurement can be");
        }
        JsonValue value;
        try {
            value = Json.parse(line);
        } catch (IllegalArgumentException e) {
            return new Verdict.Refused("it is no JSON");
        }
        Optional<String> reason = refused(value);
        if (reason.isPresent()) {
            return new Verdict.Refused(reason.get());
        }
        return StoredMeasurement.parse(value)
                .<Verdict>map(
                        m -> readings(m).<Verdict>map(Verdict.Refused::new).orElseGet(() -> new Verdict.Accepted(m)))
                .orElseGet(() -> new Verdict.Refused("its time, options or results are not those of a measurement"));
    }

    private Optional<String> refused(JsonValue value) {
        if (!(value instanceof JsonObject)) {
            return Optional.of("it is no object");
        }
        String schema = value.string("schema").orElse("");
        if (!schema.equals(StoredMeasurement.SCHEMA)) {
            return Optional.of(
                    schema.isEmpty()
                            ? "it names no schema"
                            : "its schema is " + quoted(schema) + ", not " + StoredMeasurement.SCHEMA);
        }
        JsonValue none = JsonNull.NULL;
        JsonValue model = value.get("model").orElse(none);
        String shape = model.string("shape").orElse("");
        if (!value.get("hardware").orElse(none).string("id").orElse("").matches("[0-9a-f]{16}")) {
            return Optional.of("it does not say on which hardware");
        }
        if (!shape.matches("[0-9a-f]{16}") && !shape.startsWith("served:")) {
            return Optional.of("it does not say which model");
        }
        if (unprintable(value)) {
            return Optional.of("it holds a name that is too long or has control characters");
        }
        return Optional.empty();
    }

    private Optional<String> readings(StoredMeasurement m) {
        if (m.time().isAfter(now.plus(Duration.ofDays(1)))) {
            return Optional.of("it is from the future");
        }
        if (m.readings().isEmpty()) {
            return Optional.of("it measured nothing");
        }
        for (SpeedReading reading : m.readings()) {
            if (reading.samples().count() > MOST_SAMPLES || reading.samples().most() > ABSURD) {
                return Optional.of("its " + reading.workload().label() + " cannot be true");
            }
        }
        return Optional.empty();
    }

    /** Names are shown on terminals later. */
    private static boolean unprintable(JsonValue value) {
        return switch (value) {
            case JsonString t ->
                t.value().length() > LONGEST_NAME * 10 || t.value().chars().anyMatch(ControlCharacters::isUnseen);
            case JsonArray i -> i.items().stream().anyMatch(ImportCheck::unprintable);
            case JsonObject m ->
                m.members().entrySet().stream()
                        .anyMatch(e -> e.getKey().length() > LONGEST_NAME || unprintable(e.getValue()));
            default -> false;
        };
    }

    private static String quoted(String text) {
        return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
    }
}
