package dev.llmfit.gguf.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON or YAML tokens to a tree of maps, lists, Long, Double, Boolean and String; null values are left out. */
public final class TreeParser {
    private static final int DEEPEST = 40;

    private TreeParser() {}

    /**
     * Reads a JSON document that is an object or an array.
     *
     * @throws IOException if the text is no JSON
     */
    public static Object json(String source, String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            Object root = parser.nextToken() == null ? null : value(parser, 0);
            if (root == null) {
                throw new IOException(source + " is empty");
            }
            return root;
        } catch (JacksonException e) {
            throw new IOException(source + " is no valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads a JSON file that holds an object; empty if it holds something else. */
    public static Optional<Map<?, ?>> jsonObject(Path file) throws IOException {
        return json(file.toString(), Files.readString(file)) instanceof Map<?, ?> map
                ? Optional.of(map)
                : Optional.empty();
    }

    /** Reads the value that starts at the current token. */
    public static @Nullable Object value(JsonParser parser, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("the document is nested deeper than " + DEEPEST + " levels");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> array(parser, depth);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object integer(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
        };
    }

    private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            Object value = value(parser, depth + 1);
            if (value != null) {
                map.put(key, value);
            }
        }
        return map;
    }

    private static List<Object> array(JsonParser parser, int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(parser, depth + 1);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }
}
