package dev.llmfit.answers.models;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;
import java.nio.file.Path;

/** The document of a download, schema {@code llmfit/models-pull/1}. */
public final class PullDocument {
    private PullDocument() {}

    /**
     * Reads a question: {@code model}, {@code force} and a machine.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static PullQuestion question(QuestionFields fields) {
        PullQuestion question =
                new PullQuestion(fields.requiredText("model"), fields.truth("force"), fields.hardware());
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(PullAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/models-pull/1")
                .put("reference", answer.reference())
                .put("bytes", answer.bytes())
                .put("files", answer.files().stream().map(Path::toString).toList())
                .build();
    }
}
