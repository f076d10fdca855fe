package dev.llmfit.answers.recommend;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.machine.MachineJson;
import dev.llmfit.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The document of several models on one machine, schema {@code llmfit/recommend/2} with {@code placement}. */
public final class TogetherDocument {
    private TogetherDocument() {}

    /**
     * Reads a question: {@code models}, {@code hardware} and the wish of a recommendation.
     *
     * @throws dev.llmfit.answers.RefusedException if a field cannot be used or is not known
     */
    public static TogetherQuestion question(QuestionFields fields) {
        TogetherQuestion question =
                new TogetherQuestion(fields.texts("models"), fields.hardware(), RecommendDocument.wish(fields));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(TogetherAnswer answer) {
        List<JsonObject> placement = new ArrayList<>();
        for (int i = 0; i < answer.together().placed().size(); i++) {
            placement.add(CandidateDocument.of(answer.together().placed().get(i)).toBuilder()
                    .put("server", answer.fleet().servers().get(i))
                    .build());
        }
        JsonObject.Builder left = JsonObject.builder();
        answer.together().left().forEach(left::put);
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/recommend/2")
                .put("engine", answer.together().build().toString())
                .put("machine", MachineJson.of(answer.machine()))
                .put("outcome", answer.together().missing().isEmpty() ? "fits" : "nothing-fits")
                .putIfPresent("why", answer.why())
                .put("candidates", List.of())
                .put("placement", placement)
                .put("missing", answer.together().missing())
                .put("left", left.build())
                .put("advice", List.of());
        if (!answer.notes().isEmpty()) {
            document.put("notes", answer.notes());
        }
        return document.build();
    }
}
