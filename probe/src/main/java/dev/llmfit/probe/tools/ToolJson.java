package dev.llmfit.probe.tools;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;

/** JSON among the lines that a vendor's tool prints. */
final class ToolJson {
    private ToolJson() {}

    /** Returns the document that a text begins with; null if it is damaged, since this is no file that somebody wrote. */
    static JsonValue parse(String text) {
        try {
            return Json.parseFirst(text);
        } catch (JsonException e) {
            return JsonNull.NULL;
        }
    }

    /** Returns a value as text; null is no text. */
    static String text(JsonValue value) {
        if (value instanceof JsonString string) {
            return string.value();
        }
        return value instanceof JsonNull ? "" : Json.compact(value);
    }
}
