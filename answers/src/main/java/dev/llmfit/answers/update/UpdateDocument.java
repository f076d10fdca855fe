package dev.llmfit.answers.update;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.update.UpdateAnswer.Change;
import dev.llmfit.json.JsonObject;

/** The document of newer knowledge, schema {@code llmfit/update/1}, and the question for it. */
public final class UpdateDocument {
    private UpdateDocument() {}

    /**
     * Reads a question: {@code from}, a file or a web address; {@code unsigned} and {@code rollback}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static UpdateQuestion question(QuestionFields fields) {
        UpdateQuestion question =
                new UpdateQuestion(fields.text("from"), fields.truth("unsigned"), fields.truth("rollback"));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(UpdateAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/update/1")
                .put("before", answer.before().toString())
                .put("now", answer.now().toString())
                .putIfPresent("signer", answer.signer())
                .put(
                        "changes",
                        answer.changes().stream().map(UpdateDocument::change).toList())
                .put("left_out", answer.left())
                .build();
    }

    private static JsonObject change(Change change) {
        return JsonObject.builder()
                .put("about", change.about())
                .put("added", change.added())
                .put("removed", change.removed())
                .put("changed", change.changed())
                .build();
    }
}
