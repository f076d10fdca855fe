package dev.llmfit.engine.store;

import dev.llmfit.engine.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns a JSON value that was read into a tree that can be written. */
final class JsonTree {
    private JsonTree() {}

    static Object of(JsonValue value) {
        return switch (value) {
            case JsonValue.Members m -> {
                Map<String, Object> tree = new LinkedHashMap<>();
                m.values().forEach((name, member) -> tree.put(name, of(member)));
                yield tree;
            }
            case JsonValue.Items i -> i.values().stream().map(JsonTree::of).toList();
            case JsonValue.Text t -> t.value();
            case JsonValue.Number n when n.value() == n.whole() -> n.whole();
            case JsonValue.Number n -> n.value();
            case JsonValue.Truth t -> t.value();
            case JsonValue.Null n -> Optional.empty();
        };
    }
}
