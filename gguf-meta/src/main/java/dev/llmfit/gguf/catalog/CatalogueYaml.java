package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.arch.Fields;
import dev.llmfit.gguf.arch.FieldsException;
import dev.llmfit.gguf.json.TreeParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads catalogue files: a group {@code models} with a list of entries. */
final class CatalogueYaml {
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
            root = parser.nextToken() == null ? null : TreeParser.value(parser, 0);
        } catch (JacksonException e) {
            throw new FieldsException(source + ": " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        } catch (IOException e) {
            throw new FieldsException(source + ": " + e.getMessage());
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
}
