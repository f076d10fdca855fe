package dev.llmfit.cli.quants;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One line of a batch.
 *
 * @param id id of the answer
 * @param gguf a file in the batch's folder
 * @param model a reference to a model
 */
record QuantsRequest(Optional<String> id, Optional<String> gguf, Optional<String> model) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads a line; keys it does not know are skipped.
     *
     * @throws IllegalArgumentException if the line is no JSON object, or a value is no text
     */
    static QuantsRequest read(String line) {
        Map<String, String> texts = new LinkedHashMap<>();
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a line must be a JSON object");
            }
            while (p.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = p.currentName();
                JsonToken value = p.nextToken();
                switch (key) {
                    case "id", "gguf", "model" -> {
                        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                            texts.put(key, p.getString());
                        } else if (value != JsonToken.VALUE_NULL) {
                            throw new IllegalArgumentException("'" + key + "' must be a string");
                        }
                    }
                    default -> p.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the line is not valid JSON: " + e.getOriginalMessage(), e);
        }
        return new QuantsRequest(text(texts, "id"), text(texts, "gguf"), text(texts, "model"));
    }

    private static Optional<String> text(Map<String, String> texts, String key) {
        return Optional.ofNullable(texts.get(key));
    }
}
