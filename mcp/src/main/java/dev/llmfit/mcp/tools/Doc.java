package dev.llmfit.mcp.tools;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonBoolean;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values of a document by their path of names; empty where something on the way is absent. */
public final class Doc {
    private static final double GIB = 1L << 30;
    private static final double TENTHS = 10;
    private static final double TEN = 10;

    private Doc() {}

    /** Returns the value at a path. */
    public static Optional<JsonValue> at(JsonValue value, String... path) {
        Optional<JsonValue> here = Optional.of(value);
        for (String name : path) {
            here = here.flatMap(v -> v instanceof JsonObject o ? o.get(name) : Optional.empty());
        }
        return here;
    }

    /** Returns the text at a path. */
    public static Optional<String> text(JsonValue value, String... path) {
        return at(value, path).flatMap(JsonValue::asText);
    }

    /** Returns a text that every document of the kind has. */
    static String said(JsonValue value, String... path) {
        return text(value, path).orElse("");
    }

    static OptionalDouble number(JsonValue value, String... path) {
        return at(value, path).map(JsonValue::asNumber).orElse(OptionalDouble.empty());
    }

    static boolean truth(JsonValue value, String... path) {
        return at(value, path).filter(JsonBoolean.TRUE::equals).isPresent();
    }

    static List<JsonValue> items(JsonValue value, String... path) {
        return at(value, path)
                .map(v -> v instanceof JsonArray a ? a.items() : List.<JsonValue>of())
                .orElse(List.of());
    }

    /** Returns bytes in GiB with one digit behind the point. */
    static double gib(double bytes) {
        return Math.rint(bytes / GIB * TENTHS) / TENTHS;
    }

    /** Returns a number with two significant digits, or as a whole number where it has more: speeds say no more. */
    static double twoDigits(double number) {
        if (number >= TEN * TEN || number <= 0) {
            return Math.rint(number);
        }
        return number >= TEN ? Math.rint(number) : Math.rint(number * TENTHS) / TENTHS;
    }

    /** Returns a number as people write it: without a fraction where there is none. */
    static String written(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
