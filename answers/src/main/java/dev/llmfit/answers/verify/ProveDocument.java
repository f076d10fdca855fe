package dev.llmfit.answers.verify;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.recommend.CandidateDocument;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.json.JsonObject;

/** The document of a recommendation with its proof, schema {@code llmfit/recommend/2}, and the question for it. */
public final class ProveDocument {
    private ProveDocument() {}

    /**
     * Reads a question: that of a recommendation for this machine.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static ProveQuestion question(QuestionFields fields) {
        return new ProveQuestion(RecommendDocument.question(fields));
    }

    /** Returns the document. */
    public static JsonObject of(ProveAnswer answer) {
        JsonObject.Builder document = RecommendDocument.of(answer.recommended()).toBuilder();
        answer.proof()
                .ifPresent(p -> document.put("proven", CandidateDocument.of(p.candidate()))
                        .put("verification", VerifyDocument.of(p.verification())));
        return document.build();
    }
}
