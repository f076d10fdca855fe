package dev.llmfit.answers.recommend;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;

/** The document of a comparison, schema {@code llmfit/compare/1}: a recommendation for each machine. */
public final class CompareMachinesDocument {
    private CompareMachinesDocument() {}

    /**
     * Reads a question: the fields of {@code recommend}, and {@code machines} instead of the one of {@code hardware}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is not known or holds what cannot be meant
     */
    public static CompareMachinesQuestion question(QuestionFields fields) {
        CompareMachinesQuestion question = new CompareMachinesQuestion(
                fields.text("model"), fields.texts("machines"), RecommendDocument.wish(fields));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(CompareMachinesAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/compare/1")
                .put(
                        "plans",
                        answer.sides().stream()
                                .map(CompareMachinesDocument::plan)
                                .toList())
                .put("summary", answer.summary())
                .build();
    }

    private static JsonObject plan(CompareMachinesAnswer.Side side) {
        return JsonObject.builder()
                .put("hardware", side.hardware())
                .put("recommendation", RecommendDocument.of(side.answer()))
                .build();
    }
}
