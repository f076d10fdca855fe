package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between two documents of a matrix.
 *
 * @param changes in the order of the new document, what is gone last
 */
public record MatrixDifference(List<Change> changes) {
    /** What of a machine is compared. */
    private static final List<String> FACTS =
            List.of("gpu_budget_now_gib", "host_budget_now_gib", "primary_gpu", "backend", "threads", "gpu_count");

    private static final String ABSENT = "absent";

    public MatrixDifference {
        changes = List.copyOf(changes);
    }

    /**
     * Something that is no longer as it was.
     *
     * @param machine id of the machine
     * @param what the model with its launch, or a fact of the machine
     * @param before how it was
     * @param after how it is
     */
    public record Change(String machine, String what, String before, String after) {
        /** Returns it in a line. */
        public String sentence() {
            return machine + "  " + what + ": " + before + " → " + after;
        }
    }

    /**
     * Compares two documents of the schema {@code llmfit/matrix/1}.
     *
     * @param source where the older one is from, for messages
     * @throws RefusedException if the older one is no such document
     */
    public static MatrixDifference of(String source, JsonValue before, JsonValue after) {
        if (!before.string("schema").equals(after.string("schema"))) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "usage",
                    source + " is no document of a matrix.",
                    Hint.plain("name an answer in JSON that was written before")));
        }
        Map<String, Map<String, String>> old = machines(before);
        Map<String, Map<String, String>> now = machines(after);
        List<Change> changes = new ArrayList<>();
        for (String id : union(now.keySet(), old.keySet())) {
            Map<String, String> was = old.getOrDefault(id, Map.of());
            Map<String, String> is = now.getOrDefault(id, Map.of());
            if (was.isEmpty() || is.isEmpty()) {
                changes.add(new Change(
                        id, "machine", was.isEmpty() ? ABSENT : "checked", is.isEmpty() ? ABSENT : "checked"));
            }
            for (String what : union(is.keySet(), was.keySet())) {
                String one = was.getOrDefault(what, ABSENT);
                String other = is.getOrDefault(what, ABSENT);
                boolean fact = FACTS.contains(what);
                if (!one.equals(other) && !(fact && (was.isEmpty() || is.isEmpty()))) {
                    changes.add(new Change(id, what, one, other));
                }
            }
        }
        return new MatrixDifference(changes);
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
        Set<String> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return all;
    }

    private static Map<String, Map<String, String>> machines(JsonValue document) {
        Map<String, Map<String, String>> machines = new LinkedHashMap<>();
        for (JsonValue machine : document.get("machines").map(JsonValue::items).orElse(List.of())) {
            Map<String, String> told = new LinkedHashMap<>();
            FACTS.forEach(fact -> machine.get(fact).ifPresent(v -> told.put(fact, text(v))));
            for (JsonValue model : machine.get("models").map(JsonValue::items).orElse(List.of())) {
                told.put(
                        model.string("model").orElse(""),
                        model.string("verdict").orElse("") + (model.truth("pass") ? "" : ", not as expected"));
            }
            machines.put(machine.string("id").orElse(""), told);
        }
        return machines;
    }

    private static String text(JsonValue value) {
        return Optional.of(value)
                .flatMap(JsonValue::asText)
                .orElseGet(() -> value instanceof JsonString s ? s.value() : value.toString());
    }

    /** Returns the changes as an array of the document. */
    public List<JsonObject> document() {
        return changes.stream()
                .map(c -> JsonObject.builder()
                        .put("machine", c.machine())
                        .put("what", c.what())
                        .put("before", c.before())
                        .put("after", c.after())
                        .build())
                .toList();
    }
}
