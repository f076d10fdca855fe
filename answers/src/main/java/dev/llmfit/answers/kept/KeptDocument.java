package dev.llmfit.answers.kept;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.engine.store.StoredRow;
import dev.llmfit.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The documents of what is kept and what was dropped, schemas {@code llmfit/bench-list/1} and {@code llmfit/bench-forget/1}. */
public final class KeptDocument {
    private KeptDocument() {}

    /**
     * Reads a question, which has no fields.
     *
     * @throws dev.llmfit.answers.RefusedException if there is one
     */
    public static KeptQuestion question(QuestionFields fields) {
        fields.done();
        return new KeptQuestion();
    }

    /**
     * Reads a question: {@code id}, absent for all of this machine.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static ForgetQuestion forget(QuestionFields fields) {
        ForgetQuestion question = new ForgetQuestion(fields.text("id"));
        fields.done();
        return question;
    }

    /** Returns the document of what is kept. */
    public static JsonObject of(KeptAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/bench-list/1")
                .put("store", answer.store().toString())
                .put(
                        "rows",
                        answer.rows().stream()
                                .map(row ->
                                        row(row).put("here", answer.isHere(row)).build())
                                .toList())
                .put("notes", answer.notes())
                .build();
    }

    /** Returns the document of what was dropped. */
    public static JsonObject of(ForgetAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/bench-forget/1")
                .put("dropped", rows(answer.dropped()))
                .put("notes", answer.notes())
                .build();
    }

    /** Returns rows as documents show them. */
    public static List<JsonObject> rows(List<StoredRow> rows) {
        return rows.stream().map(row -> row(row).build()).toList();
    }

    private static JsonObject.Builder row(StoredRow row) {
        return JsonObject.builder()
                .put("id", row.id())
                .put("kind", row.kind().name().toLowerCase(Locale.ROOT))
                .put("time", row.time().toString())
                .put("machine", row.machine())
                .put("model", row.model())
                .put("value", row.value())
                .put("used", row.ignored().isEmpty())
                .putOrNull("ignored", row.ignored());
    }
}
