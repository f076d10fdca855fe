package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import java.util.stream.Stream;

/**
 * A {@code config.json} of a repository.
 *
 * @param repository its name, for messages
 * @param modelType {@code model_type}; of a model that also sees or hears, that of its language model
 * @param text the part that describes the language model
 * @param whole the whole file
 */
public record ConfigFile(String repository, String modelType, JsonObject text, JsonObject whole) {
    /** A number that is no size: models have up to 10^11. */
    private static final String THETA = "rope_theta";

    /**
     * Finds the language model in a file.
     *
     * @throws FieldsException if it names no type
     */
    public static ConfigFile of(String repository, JsonObject stated) {
        JsonObject json = (JsonObject) bounded(stated);
        JsonObject text = Stream.of("text_config", "llm_config", "language_config")
                .flatMap(name -> json.get(name).stream())
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .findFirst()
                .orElse(json);
        String type = text.string("model_type")
                .orElseGet(() -> fields(repository, json).text("model_type"));
        return new ConfigFile(repository, type, text, json);
    }

    /** A size beyond 31 bits is no size of a model; as a text it is refused where it is read, and passed over elsewhere. */
    private static JsonValue bounded(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObject.Builder all = JsonObject.builder();
            object.members().forEach((name, member) -> all.put(name, name.equals(THETA) ? member : bounded(member)));
            return all.build();
        }
        boolean huge = value instanceof JsonNumber number && Math.abs((double) number.asLong()) > Integer.MAX_VALUE;
        return huge ? new JsonString(Json.compact(value)) : value;
    }

    /** Returns an object of the file with checks of its values. */
    AuditedFields fields(JsonObject values) {
        return fields(repository, values);
    }

    private static AuditedFields fields(String repository, JsonObject values) {
        return AuditedFields.of("", values, Complaints.thrown(repository + ": config.json", FieldsException::new));
    }
}
