package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.arch.Fields;
import dev.llmfit.gguf.arch.FieldsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads catalogue files: a group {@code models} with a list of entries. */
final class CatalogueYaml {
    private static final int DEEPEST = 20;

    private CatalogueYaml() {}

    /**
     * Reads the entries of one file.
     *
     * @param source the file's name, for messages
     * @throws FieldsException if the text is no YAML or holds no list of models
     */
    static List<Fields> read(String source, String text) {
        Object root;
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            root = parser.nextToken() == null ? null : value(parser, 0);
        } catch (JacksonException e) {
            throw new FieldsException(source + ": " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        }
        if (!(root instanceof Map<?, ?> map) || !(map.get("models") instanceof List<?> models)) {
            throw new FieldsException(source + ": expected a list named models");
        }
        List<Fields> entries = new ArrayList<>();
        for (Object model : models) {
            entries.add(new Fields(source + ": " + label(model, entries.size()), tree(source, model)));
        }
        return entries;
    }

    private static String label(@Nullable Object model, int index) {
        return model instanceof Map<?, ?> map && map.get("id") instanceof String id ? id : "model " + (index + 1);
    }

    private static Map<String, Object> tree(String source, @Nullable Object model) {
        if (!(model instanceof Map<?, ?> map)) {
            throw new FieldsException(source + ": each model is a group of fields that starts with id");
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        map.forEach((k, v) -> tree.put(String.valueOf(k), v));
        return tree;
    }

    private static @Nullable Object value(JsonParser parser, int depth) {
        if (depth > DEEPEST) {
            throw new FieldsException("YAML is nested deeper than " + DEEPEST + " levels");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> array(parser, depth);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, Object> object(JsonParser parser, int depth) {
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

    private static List<Object> array(JsonParser parser, int depth) {
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
