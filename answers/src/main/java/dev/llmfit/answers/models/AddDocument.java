package dev.llmfit.answers.models;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;

/** The document of a model that was added, schema {@code llmfit/models-add/1}. */
public final class AddDocument {
    private AddDocument() {}

    /**
     * Reads a question: {@code model}, {@code id}, {@code name} and {@code force}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static AddQuestion question(QuestionFields fields) {
        AddQuestion question = new AddQuestion(
                fields.requiredText("model"), fields.text("id"), fields.text("name"), fields.truth("force"));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(AddAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/models-add/1")
                .put("id", answer.id())
                .put("name", answer.name())
                .put("architecture", answer.architecture())
                .put("parameters", answer.parameters())
                .put("file", answer.file().toString())
                .put("replaced", answer.replaced())
                .build();
    }
}
