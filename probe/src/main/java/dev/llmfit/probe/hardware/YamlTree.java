package dev.llmfit.probe.hardware;

import java.io.InputStream;
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
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads YAML or JSON into maps, lists, strings, numbers and booleans by streaming, without data binding. */
public final class YamlTree {
    private static final int MAX_DEPTH = 32;

    private YamlTree() {}

    /**
     * Parses one document.
     *
     * @throws ProfileException if it is no YAML; the message names line and column
     */
    static @Nullable Object parse(String text) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            return document(parser);
        } catch (JacksonException e) {
            throw new ProfileException("not valid YAML: " + firstSentence(e.getOriginalMessage()) + " at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        }
    }

    /**
     * Reads a document that the build wrote as JSON: a cold process reads JSON in a tenth of YAML's time.
     *
     * @throws JacksonException if it is no JSON
     */
    static @Nullable Object compiled(InputStream in) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            return document(parser);
        }
    }

    /** The library's message goes on with the place in its own words and with the line itself. */
    private static String firstSentence(@Nullable String message) {
        StringBuilder kept = new StringBuilder();
        for (String line : String.valueOf(message).split("\n", -1)) {
            if (line.strip().startsWith("in ")) {
                break;
            }
            kept.append(kept.isEmpty() ? "" : ", ").append(line.strip());
        }
        return kept.toString();
    }

    private static @Nullable Object document(JsonParser parser) {
        return parser.nextToken() == null ? null : value(parser, 0);
    }

    /** Returns the first JSON value of a text; empty if there is none, or if it is damaged. What follows it is not read. */
    public static Optional<Object> json(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            return Optional.ofNullable(document(parser));
        } catch (JacksonException | ProfileException e) {
            return Optional.empty(); // output of a tool, not a file that somebody wrote
        }
    }

    private static @Nullable Object value(JsonParser parser, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ProfileException("nested deeper than " + MAX_DEPTH + " levels");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> map(parser, depth);
            case START_ARRAY -> list(parser, depth);
            case VALUE_NUMBER_INT ->
                parser.getBigIntegerValue().bitLength() < Long.SIZE
                        ? (Object) parser.getLongValue()
                        : parser.getString();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }

    private static Map<String, @Nullable Object> map(JsonParser parser, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, value(parser, depth + 1));
        }
        return map;
    }

    private static List<@Nullable Object> list(JsonParser parser, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, depth + 1));
        }
        return list;
    }
}
