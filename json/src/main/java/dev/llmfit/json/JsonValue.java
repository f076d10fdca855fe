package dev.llmfit.json;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

// No switch over types here: see YamlNode.
/** A JSON value: immutable, members in their order. The accessors return empty for what is absent or of another kind. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {
    /**
     * Returns the JSON form of a Java value: text, whole numbers, reals, booleans, sizes (in bytes), enums (by name),
     * optionals (null if empty), collections, and JSON values themselves. A number that is not finite becomes null.
     *
     * @throws IllegalArgumentException if the value has no JSON form
     */
    static JsonValue of(@Nullable Object value) {
        if (value == null) {
            return JsonNull.NULL;
        }
        if (value instanceof JsonValue v) {
            return v;
        }
        if (value instanceof String s) {
            return new JsonString(s);
        }
        if (value instanceof Integer || value instanceof Long) {
            return new JsonNumber.Whole(((Number) value).longValue());
        }
        if (value instanceof Double d) {
            return real(d);
        }
        if (value instanceof Boolean b) {
            return JsonBoolean.of(b);
        }
        if (value instanceof Bytes b) {
            return new JsonNumber.Whole(b.count());
        }
        if (value instanceof Enum<?> e) {
            return new JsonString(e.name());
        }
        if (value instanceof Collection<?> items) {
            return array(items);
        }
        return ofOptional(value);
    }

    private static JsonValue ofOptional(Object value) {
        if (value instanceof Optional<?> o) {
            return of(o.isPresent() ? o.get() : null);
        }
        if (value instanceof OptionalInt o) {
            return o.isPresent() ? new JsonNumber.Whole(o.getAsInt()) : JsonNull.NULL;
        }
        if (value instanceof OptionalLong o) {
            return o.isPresent() ? new JsonNumber.Whole(o.getAsLong()) : JsonNull.NULL;
        }
        if (value instanceof OptionalDouble o) {
            return o.isPresent() ? real(o.getAsDouble()) : JsonNull.NULL;
        }
        throw new IllegalArgumentException("no JSON form for " + value.getClass());
    }

    private static JsonValue real(double value) {
        return Double.isFinite(value) ? new JsonNumber.Real(value) : JsonNull.NULL;
    }

    private static JsonArray array(Collection<?> items) {
        List<JsonValue> values = new ArrayList<>(items.size());
        for (Object item : items) {
            values.add(of(item));
        }
        return new JsonArray(values);
    }

    /** Returns a member of an object. */
    default Optional<JsonValue> get(String name) {
        return Optional.empty();
    }

    /** Returns the items of an array; empty if it is none. */
    default List<JsonValue> items() {
        return List.of();
    }

    /** Returns the text of a string. */
    default Optional<String> asText() {
        return Optional.empty();
    }

    /** Returns the value of a number. */
    default OptionalDouble asNumber() {
        return OptionalDouble.empty();
    }

    /** Returns a member that is a string. */
    default Optional<String> string(String name) {
        return get(name).flatMap(JsonValue::asText);
    }

    /** Returns a member that is a number. */
    default OptionalDouble number(String name) {
        Optional<JsonValue> member = get(name);
        return member.isPresent() ? member.get().asNumber() : OptionalDouble.empty();
    }

    /** Returns a member that is a number, without its fraction. */
    default OptionalLong integer(String name) {
        return get(name).orElse(JsonNull.NULL) instanceof JsonNumber n
                ? OptionalLong.of(n.asLong())
                : OptionalLong.empty();
    }

    /** Returns whether a member is {@code true}. */
    default boolean truth(String name) {
        return get(name).orElse(JsonNull.NULL) instanceof JsonBoolean b && b.value();
    }

    /** Returns the numbers of a member that is an array; what is no number in it is left out. */
    default List<Double> numbers(String name) {
        List<Double> found = new ArrayList<>();
        for (JsonValue item : get(name).orElse(JsonNull.NULL).items()) {
            item.asNumber().ifPresent(found::add);
        }
        return found;
    }
}
