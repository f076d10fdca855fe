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

/** A JSON value: immutable, members in their order. The accessors return empty for what is absent or of another kind. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {
    /**
     * Returns the JSON form of a Java value: text, whole numbers, reals, booleans, sizes (in bytes), enums (by name),
     * optionals (null if empty), collections, and JSON values themselves. A number that is not finite becomes null.
     *
     * @throws IllegalArgumentException if the value has no JSON form
     */
    static JsonValue of(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.NULL;
            case JsonValue v -> v;
            case String s -> new JsonString(s);
            case Bytes b -> new JsonNumber.Whole(b.count());
            case Integer i -> new JsonNumber.Whole(i);
            case Long l -> new JsonNumber.Whole(l);
            case Double d -> real(d);
            case Boolean b -> JsonBoolean.of(b);
            case Enum<?> e -> new JsonString(e.name());
            case Optional<?> o -> of(o.isPresent() ? o.get() : null);
            case OptionalInt o -> o.isPresent() ? new JsonNumber.Whole(o.getAsInt()) : JsonNull.NULL;
            case OptionalLong o -> o.isPresent() ? new JsonNumber.Whole(o.getAsLong()) : JsonNull.NULL;
            case OptionalDouble o -> o.isPresent() ? real(o.getAsDouble()) : JsonNull.NULL;
            case Collection<?> items -> array(items);
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        };
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
