package dev.llmfit.json;

import java.util.List;

/**
 * An array.
 *
 * @param items its values in their order
 */
public record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
        items = List.copyOf(items);
    }
}
