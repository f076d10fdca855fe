package dev.llmfit.mcp.tools;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonValue;
import java.util.List;

/** Short arrays of numbers. */
final class JsonArrays {
    private JsonArrays() {}

    /** Returns two numbers: the ends of a range, or a value and its error. */
    static JsonValue of(double first, double second) {
        return new JsonArray(List.of(number(first), number(second)));
    }

    private static JsonValue number(double number) {
        return number == Math.rint(number) ? JsonValue.of((long) number) : JsonValue.of(number);
    }
}
