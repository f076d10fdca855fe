package dev.llmfit.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

// No switch over types here and in what every command runs: an AOT cache does not keep what such a switch is made of,
// and
// each costs 1 to 3 ms at every start.
/** A value of a YAML document that knows its line, so that every complaint can name it. */
public sealed interface YamlNode {
    /** Returns the line where the value begins, from 1; 0 if it comes from no file. */
    int line();

    /**
     * A single value.
     *
     * @param text as written, without quotes
     * @param kind what YAML takes it for
     */
    record Scalar(String text, Kind kind, int line) implements YamlNode {
        /** What YAML takes a scalar for. */
        public enum Kind {
            /** A string, quoted or not. */
            TEXT,
            /** A whole or a real number. */
            NUMBER,
            /** {@code true} or {@code false}. */
            FLAG,
            /** {@code null}, {@code ~} or nothing. */
            NULL
        }

        public Scalar {
            checkLine(line);
        }

        /** Returns the whole number that this is; empty if it is none or beyond 64 bits. */
        public OptionalLong integer() {
            try {
                return kind == Kind.NUMBER ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }

        /** Returns the finite number that this is; empty if it is none. */
        public OptionalDouble number() {
            try {
                double value = kind == Kind.NUMBER ? Double.parseDouble(text) : Double.NaN;
                return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }

        /** Returns whether this is {@code true}. */
        public boolean truth() {
            return kind == Kind.FLAG && text.equalsIgnoreCase("true");
        }

        @Override
        public JsonValue toJson() {
            return switch (kind) {
                case TEXT -> new JsonString(text);
                case NUMBER -> numberAsJson();
                case FLAG -> JsonBoolean.of(truth());
                case NULL -> JsonNull.NULL;
            };
        }

        private JsonValue numberAsJson() {
            OptionalLong whole = integer();
            if (whole.isPresent()) {
                return new JsonNumber.Whole(whole.getAsLong());
            }
            OptionalDouble real = number();
            return real.isPresent() ? new JsonNumber.Real(real.getAsDouble()) : new JsonString(text);
        }
    }

    /**
     * A list.
     *
     * @param items its values in their order
     */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {
        public Sequence {
            checkLine(line);
            items = List.copyOf(items);
        }

        @Override
        public JsonArray toJson() {
            return new JsonArray(items.stream().map(YamlNode::toJson).toList());
        }
    }

    /**
     * Keys and values.
     *
     * @param entries in the order of the document; a key that is written twice is there twice
     */
    record Mapping(List<Entry> entries, int line) implements YamlNode {
        public Mapping {
            checkLine(line);
            entries = List.copyOf(entries);
        }

        /** Returns the text of a key that holds a single value. */
        public Optional<String> text(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key) && entry.value() instanceof Scalar scalar) {
                    return Optional.of(scalar.text());
                }
            }
            return Optional.empty();
        }

        @Override
        public JsonObject toJson() {
            JsonObject.Builder object = JsonObject.builder();
            entries.forEach(e -> object.replace(e.key(), e.value().toJson()));
            return object.build();
        }
    }

    /**
     * One key of a mapping.
     *
     * @param key the key
     * @param line where the key stands
     * @param value what it is given
     */
    record Entry(String key, int line, YamlNode value) {
        public Entry {
            checkLine(line);
        }
    }

    private static void checkLine(int line) {
        if (line < 0) {
            throw new IllegalArgumentException("there is no line " + line);
        }
    }

    /** Returns what the node is, for messages: the quoted text, {@code a list} or {@code a mapping}. */
    default String describe() {
        if (this instanceof Scalar s) {
            return "'" + s.text() + "'";
        }
        return this instanceof Sequence ? "a list" : "a mapping";
    }

    /** Returns the nodes of a JSON value; none has a line. */
    static YamlNode of(JsonValue value) {
        if (value instanceof JsonObject object) {
            return of(object);
        }
        if (value instanceof JsonArray array) {
            List<YamlNode> items = new ArrayList<>(array.items().size());
            array.items().forEach(item -> items.add(of(item)));
            return new Sequence(items, 0);
        }
        if (value instanceof JsonString text) {
            return new Scalar(text.value(), Scalar.Kind.TEXT, 0);
        }
        if (value instanceof JsonNull) {
            return new Scalar("null", Scalar.Kind.NULL, 0);
        }
        if (value instanceof JsonBoolean flag) {
            return new Scalar(Boolean.toString(flag.value()), Scalar.Kind.FLAG, 0);
        }
        String number = value instanceof JsonNumber.Real real
                ? Double.toString(real.value())
                : Long.toString(((JsonNumber) value).asLong());
        return new Scalar(number, Scalar.Kind.NUMBER, 0);
    }

    /** Returns the mapping of a JSON object; no node has a line. */
    static Mapping of(JsonObject object) {
        List<Entry> entries = new ArrayList<>(object.members().size());
        object.members().forEach((key, value) -> entries.add(new Entry(key, 0, of(value))));
        return new Mapping(entries, 0);
    }

    /** Returns the JSON form. Of a key that is written twice the last value counts; a number beyond JSON's is its text. */
    JsonValue toJson();
}
