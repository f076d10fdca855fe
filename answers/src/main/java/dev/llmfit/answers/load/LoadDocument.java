package dev.llmfit.answers.load;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.measure.MeasureFields;
import dev.llmfit.engine.store.StoredLoad;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

/** The document of a load test, schema {@code llmfit/load/1}, and the question for it. */
public final class LoadDocument {
    private LoadDocument() {}

    /**
     * Reads a question: {@code model}, a launch, {@code concurrency}, {@code requests}, {@code prompt_tokens},
     * {@code answer_tokens}, and how the engine is used.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static LoadQuestion question(QuestionFields fields) {
        int clients = fields.whole("concurrency", 1)
                .orElseThrow(() -> fields.wrong("concurrency", "is missing, expected an integer from 1"));
        OptionalInt requests = fields.whole("requests", 1);
        LoadQuestion question;
        try {
            question = new LoadQuestion(
                    fields.text("model"),
                    MeasureFields.launch(fields),
                    clients,
                    requests,
                    fields.whole("prompt_tokens", 1, LoadQuestion.USUAL_PROMPT),
                    fields.whole("answer_tokens", 1, LoadQuestion.USUAL_ANSWER),
                    MeasureFields.use(fields));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("concurrency", "is " + clients + ": " + e.getMessage());
        }
        fields.done();
        return question;
    }

    /** Returns the document, which is also what is stored. */
    public static JsonObject of(LoadAnswer answer) {
        return StoredLoad.document(
                answer.time(),
                answer.hardware(),
                answer.model(),
                answer.phantom(),
                answer.engine(),
                answer.launch(),
                answer.test(),
                answer.result(),
                answer.load(),
                answer.load().note().stream().toList());
    }

    /** Returns the line to share, as it is stored. */
    public static List<String> shared(LoadAnswer answer) {
        return List.of(Json.compact(of(answer)));
    }
}
