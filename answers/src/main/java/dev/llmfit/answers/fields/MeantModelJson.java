package dev.llmfit.answers.fields;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.json.JsonObject;

/** The fields by which every document says which model it is about. */
public final class MeantModelJson {
    private MeantModelJson() {}

    /** Adds the fields to the object {@code model} of a document. */
    public static JsonObject.Builder put(JsonObject.Builder object, MeantModel model) {
        return object.put("asked", model.asked())
                .put("id", model.id())
                .put("literal", model.literal())
                .put("parameters", model.parameters())
                .putOrNull("file_type", model.fileType())
                .put("file_type_source", model.source().id())
                .put("file_bytes", model.fileBytes())
                .putOrNull("file", model.file())
                .put("cloud", false);
    }

    /** Returns the object alone. */
    public static JsonObject of(MeantModel model) {
        return put(JsonObject.builder(), model).build();
    }
}
