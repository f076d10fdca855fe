package dev.llmfit.engine.store;

import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.speed.ProcessorKind;
import dev.llmfit.sizing.speed.SpeedHost;
import dev.llmfit.sizing.speed.SpeedParts;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the formula said of the tests of a measurement when it was taken: the time of each, part by part. Beside what was measured it tells
 * how far the machine is from the formula, and where.
 *
 * @param id which constants it had ({@link dev.llmfit.sizing.speed.SpeedModel#formulaId})
 * @param host the processor as it was known; empty where it took no part
 * @param tests by llama-bench's name of a test: {@code pp512}, {@code tg128 @ d4096}
 */
public record FormulaSaid(String id, Optional<SpeedHost> host, Map<String, SpeedParts> tests) {
    public FormulaSaid {
        tests = Map.copyOf(tests);
    }

    /** Returns a measurement with what the formula said of it. */
    public JsonObject in(JsonObject measurement) {
        return tests.isEmpty()
                ? measurement
                : measurement.toBuilder().put("formula", tree()).build();
    }

    private JsonObject tree() {
        JsonObject.Builder tree = JsonObject.builder().put("id", id);
        host.ifPresent(h -> tree.put("host", host(h)));
        JsonObject.Builder all = JsonObject.builder();
        new TreeMap<>(tests).forEach((label, parts) -> all.put(label, parts(parts)));
        return tree.put("tests", all.build()).build();
    }

    private static JsonObject host(SpeedHost h) {
        return JsonObject.builder()
                .putOrNull("bandwidth", h.bandwidth())
                .putOrNull("measured", h.measured())
                .put("threads", h.threads())
                .put("isa", List.copyOf(new TreeSet<>(h.isa())))
                .put("arch", h.arch())
                .put("kind", h.kind().name().toLowerCase(Locale.ROOT))
                .build();
    }

    private static JsonObject parts(SpeedParts parts) {
        JsonObject.Builder tree = JsonObject.builder()
                .put("place", parts.place().name().toLowerCase(Locale.ROOT))
                .put("rest_s", parts.rest());
        JsonObject.Builder seconds = JsonObject.builder();
        new TreeMap<>(parts.parts()).forEach(seconds::put);
        return tree.put("parts_s", seconds.build()).build();
    }

    /** Returns what stands in a stored measurement; empty where it is missing or cannot be. */
    static Optional<FormulaSaid> of(JsonValue measurement) {
        JsonValue tree = measurement.get("formula").orElse(JsonNull.NULL);
        Optional<String> id = tree.string("id");
        if (id.isEmpty() || !(tree.get("tests").orElse(JsonNull.NULL) instanceof JsonObject all)) {
            return Optional.empty();
        }
        try {
            Map<String, SpeedParts> tests = new LinkedHashMap<>();
            all.members().forEach((label, parts) -> tests.put(label, speedParts(parts)));
            return Optional.of(new FormulaSaid(id.get(), tree.get("host").map(FormulaSaid::speedHost), tests));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static SpeedParts speedParts(JsonValue tree) {
        Map<String, Double> parts = new LinkedHashMap<>();
        if (tree.get("parts_s").orElse(JsonNull.NULL) instanceof JsonObject members) {
            members.members().forEach((name, seconds) -> seconds.asNumber().ifPresent(s -> parts.put(name, s)));
        }
        return new SpeedParts(
                SpeedParts.Place.valueOf(tree.string("place").orElse("").toUpperCase(Locale.ROOT)),
                tree.number("rest_s").orElse(0),
                parts);
    }

    private static SpeedHost speedHost(JsonValue tree) {
        Set<String> isa = new LinkedHashSet<>();
        tree.get("isa")
                .map(JsonValue::items)
                .orElse(List.of())
                .forEach(x -> x.asText().ifPresent(isa::add));
        return new SpeedHost(
                boxed(tree.number("bandwidth")),
                boxed(tree.number("measured")),
                Math.toIntExact(tree.integer("threads").orElse(1)),
                isa,
                tree.string("arch").orElse(""),
                ProcessorKind.valueOf(tree.string("kind").orElse("").toUpperCase(Locale.ROOT)));
    }

    private static Optional<Double> boxed(OptionalDouble number) {
        return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }
}
