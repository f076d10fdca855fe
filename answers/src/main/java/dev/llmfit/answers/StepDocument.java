package dev.llmfit.answers;

import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.NextStep;
import java.util.List;

/** Next steps in documents, beside the sentence that says them: what a page makes a button of and an agent a call. */
public final class StepDocument {
    private StepDocument() {}

    /** Returns the steps of a sentence in the order in which they stand in it. */
    public static JsonArray of(List<NextStep> steps) {
        return new JsonArray(steps.stream().<JsonValue>map(StepDocument::of).toList());
    }

    private static JsonObject of(NextStep step) {
        JsonObject.Builder out = JsonObject.builder();
        switch (step) {
            case NextStep.Ask ask -> {
                JsonObject.Builder with = JsonObject.builder();
                ask.with().forEach(with::put);
                out.put("ask", ask.question()).put("with", with.build());
            }
            case NextStep.Change change -> out.put("change", change.field()).put("value", change.value());
            case NextStep.Read read -> out.put("read", read.page().toString());
            case NextStep.Write write -> out.put("write", write.file()).put("content", write.content());
        }
        return out.build();
    }
}
