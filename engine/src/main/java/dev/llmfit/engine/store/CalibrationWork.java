package dev.llmfit.engine.store;

import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.speed.ProcessorReading;
import dev.llmfit.sizing.speed.ProcessorWork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The work of a calibrated model as the store keeps it, so that later versions of the formula can use old readings. */
final class CalibrationWork {
    private CalibrationWork() {}

    /** Returns the work as it is stored. */
    static JsonObject tree(ProcessorWork work) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("bytes", numbers(work.bytes()));
        tree.put("weights", numbers(work.weights()));
        tree.put("tensors", work.tensors());
        tree.put("activations", work.activations());
        tree.put("attention", work.attention());
        return tree.build();
    }

    /** In the order of the names: the same calibration is written the same way each time. */
    private static JsonObject numbers(Map<String, Double> byType) {
        JsonObject.Builder tree = JsonObject.builder();
        new TreeMap<>(byType).forEach(tree::put);
        return tree.build();
    }

    /** Returns the reading in a stored calibration; empty if it lacks the work, a prompt or a generation. */
    static Optional<ProcessorReading> of(StoredMeasurement m) {
        Optional<JsonValue> work = m.document().get("work");
        Optional<SpeedReading> pp = first(m, Workload.Phase.PP);
        Optional<SpeedReading> tg = first(m, Workload.Phase.TG);
        if (work.isEmpty() || pp.isEmpty() || tg.isEmpty()) {
            return Optional.empty();
        }
        JsonValue w = work.get();
        return Optional.of(new ProcessorReading(
                new ProcessorWork(
                        numbers(w, "bytes"),
                        numbers(w, "weights"),
                        w.number("tensors").orElse(0),
                        w.number("activations").orElse(0),
                        w.number("attention").orElse(0)),
                tg.get().workload().tokens(),
                tg.get().samples().median(),
                pp.get().workload().tokens(),
                pp.get().samples().median()));
    }

    private static Optional<SpeedReading> first(StoredMeasurement m, Workload.Phase phase) {
        return m.readings().stream()
                .filter(r -> r.workload().phase() == phase && r.samples().median() > 0)
                .findFirst();
    }

    private static Map<String, Double> numbers(JsonValue work, String name) {
        Map<String, Double> found = new LinkedHashMap<>();
        if (work.get(name).orElse(JsonNull.NULL) instanceof JsonObject members) {
            members.members().forEach((key, value) -> value.asNumber().ifPresent(n -> found.put(key, n)));
        }
        return found;
    }
}
