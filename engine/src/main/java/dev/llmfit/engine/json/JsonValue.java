package dev.llmfit.engine.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON value that was read; accessors return empty for what is absent or of another kind. */
public sealed interface JsonValue {
    /** An object, in document order. */
    record Members(Map<String, JsonValue> values) implements JsonValue {}

    /** An array. */
    record Items(List<JsonValue> values) implements JsonValue {}

    /** A string. */
    record Text(String value) implements JsonValue {}

    /** A number. */
    record Number(double value, long whole) implements JsonValue {}

    /** True or false. */
    record Truth(boolean value) implements JsonValue {}

    /** The null value. */
    record Null() implements JsonValue {}

    /**
     * Parses one document.
     *
     * @throws IllegalArgumentException with the parser's reason if the text is no JSON
     */
    static JsonValue parse(String text) {
        try (JsonParser parser = Factory.JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("empty document");
            }
            return read(parser);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonValue read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> values = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    values.put(name, read(parser));
                }
                yield new Members(values);
            }
            case START_ARRAY -> {
                List<JsonValue> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(read(parser));
                }
                yield new Items(values);
            }
            case VALUE_STRING -> new Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double value = parser.getDoubleValue();
                boolean whole = token == JsonToken.VALUE_NUMBER_INT && Math.abs(value) < 9e18;
                yield new Number(value, whole ? parser.getLongValue() : (long) value);
            }
            case VALUE_TRUE -> new Truth(true);
            case VALUE_FALSE -> new Truth(false);
            case VALUE_NULL -> new Null();
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    /** Returns a member of an object. */
    default Optional<JsonValue> get(String name) {
        return this instanceof Members m ? Optional.ofNullable(m.values().get(name)) : Optional.empty();
    }

    /** Returns the items of an array; empty if it is none. */
    default List<JsonValue> items() {
        return this instanceof Items i ? i.values() : List.of();
    }

    /** Returns a member that is a string. */
    default Optional<String> string(String name) {
        return get(name).orElse(new Null()) instanceof Text t ? Optional.of(t.value()) : Optional.empty();
    }

    /** Returns a member that is a number. */
    default OptionalDouble number(String name) {
        return get(name).orElse(new Null()) instanceof Number n ? OptionalDouble.of(n.value()) : OptionalDouble.empty();
    }

    /** Returns a member that is a number, without its fraction. */
    default OptionalLong integer(String name) {
        return get(name).orElse(new Null()) instanceof Number n ? OptionalLong.of(n.whole()) : OptionalLong.empty();
    }

    /** Returns whether a member is {@code true}. */
    default boolean truth(String name) {
        return get(name).orElse(new Null()) instanceof Truth t && t.value();
    }

    /** Returns the numbers of a member that is an array of numbers. */
    default List<Double> numbers(String name) {
        List<Double> found = new ArrayList<>();
        for (JsonValue item : get(name).orElse(new Null()).items()) {
            if (item instanceof Number n) {
                found.add(n.value());
            }
        }
        return found;
    }

    /** Holds the factory until it is needed. */
    final class Factory {
        private static final JsonFactory JSON = new JsonFactory();

        private Factory() {}
    }
}
