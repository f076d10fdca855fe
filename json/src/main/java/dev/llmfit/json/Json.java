package dev.llmfit.json;

import dev.llmfit.units.ControlCharacters;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

// No switch over types here: see YamlNode.
/** Reads and writes JSON text. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Deeper documents are refused: no document of ours or of a server nests deeper than 20. */
    private static final int DEEPEST = 64;

    private Json() {}

    /** Returns a document over several lines, indented by two spaces, without a line break at its end. */
    public static String pretty(JsonValue value) {
        return write(value, new Indented());
    }

    /** Returns a document in one line without a line break at its end. */
    public static String compact(JsonValue value) {
        return write(value, ObjectWriteContext.empty());
    }

    /**
     * Reads one document.
     *
     * @throws JsonException with the reason if the text is no JSON, has more behind the document, or nests too deep
     */
    public static JsonValue parse(String text) {
        return parse(text, true);
    }

    /**
     * Reads the document that a text begins with; what follows it is not read, as where a tool goes on with its log.
     *
     * @throws JsonException with the reason if the text does not begin with JSON, or nests too deep
     */
    public static JsonValue parseFirst(String text) {
        return parse(text, false);
    }

    private static JsonValue parse(String text, boolean alone) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new JsonException("empty");
            }
            JsonValue value = read(parser, 0);
            if (alone && parser.nextToken() != null) {
                throw new JsonException("not JSON: something follows the document");
            }
            return value;
        } catch (JacksonException e) {
            throw new JsonException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns a member of the object that a text begins with, even where the text breaks off or goes wrong behind it. */
    public static Optional<JsonValue> member(String text, String name) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(name);
                parser.nextToken();
                if (wanted) {
                    return Optional.of(read(parser, 1));
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (JacksonException | JsonException e) {
            return Optional.empty(); // whoever reads the whole text says what is wrong with it
        }
    }

    private static JsonValue read(JsonParser parser, int depth) {
        if (depth > DEEPEST) {
            throw new JsonException("nested deeper than " + DEEPEST + " levels");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> array(parser, depth);
            case VALUE_STRING -> new JsonString(parser.getString());
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> real(parser);
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            default -> throw new JsonException("unexpected " + token);
        };
    }

    private static JsonValue whole(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> new JsonNumber.Whole(parser.getLongValue());
            default -> real(parser);
        };
    }

    private static JsonValue real(JsonParser parser) {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new JsonException("not readable: a number is beyond what a double holds");
        }
        return new JsonNumber.Real(value);
    }

    private static JsonObject object(JsonParser parser, int depth) {
        JsonObject.Builder builder = JsonObject.builder();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            builder.replace(name, read(parser, depth + 1)); // of a name that stands twice the last value counts
        }
        return builder.build();
    }

    private static JsonArray array(JsonParser parser, int depth) {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(read(parser, depth + 1));
        }
        return new JsonArray(items);
    }

    private static String write(JsonValue value, ObjectWriteContext context) {
        StringWriter text = new StringWriter(4096);
        try (JsonGenerator generator = FACTORY.createGenerator(context, text)) {
            write(generator, value);
        }
        return escaped(text.toString());
    }

    /** Escapes what Jackson leaves as it is and a terminal would obey: DEL, C1 and bidirectional controls. All stand in strings. */
    private static String escaped(String document) {
        StringBuilder safe = null;
        int from = 0;
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            if (c >= 0x7F && ControlCharacters.isOne(c)) {
                safe = safe == null ? new StringBuilder(document.length() + 16) : safe;
                safe.append(document, from, i)
                        .append("\\u")
                        .append(HexFormat.of().toHexDigits(c));
                from = i + 1;
            }
        }
        return safe == null
                ? document
                : safe.append(document, from, document.length()).toString();
    }

    private static void write(JsonGenerator g, JsonValue value) {
        if (value instanceof JsonString text) {
            g.writeString(text.value());
        } else if (value instanceof JsonNumber.Whole whole) {
            g.writeNumber(whole.value());
        } else if (value instanceof JsonNumber.Real real) {
            g.writeNumber(real.value());
        } else if (value instanceof JsonBoolean flag) {
            g.writeBoolean(flag.value());
        } else if (value instanceof JsonObject object) {
            g.writeStartObject();
            object.members().forEach((name, member) -> {
                g.writeName(name);
                write(g, member);
            });
            g.writeEndObject();
        } else if (value instanceof JsonArray array) {
            g.writeStartArray();
            array.items().forEach(item -> write(g, item));
            g.writeEndArray();
        } else {
            g.writeNull();
        }
    }

    /** A write context whose generators indent their output. */
    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
