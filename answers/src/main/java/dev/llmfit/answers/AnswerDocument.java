package dev.llmfit.answers;

import dev.llmfit.json.JsonObject;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.NextStep;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Documents of answers, with what all of them say at their end: what comes next, the state that asks again, and how new the knowledge is. */
public final class AnswerDocument {
    private AnswerDocument() {}

    /**
     * Returns the document of an answer; one that has no schema is returned as it is.
     *
     * @param question what was asked
     * @param answer what came back
     * @param writer writes the answer
     */
    public static <A extends Answer> JsonObject of(Question<A> question, A answer, Function<A, JsonObject> writer) {
        JsonObject document = writer.apply(answer);
        if (document.get("schema").isEmpty()) {
            return document;
        }
        JsonObject.Builder whole = document.toBuilder();
        List<NextStep> next = question.next(answer);
        if (!next.isEmpty()) {
            whole.put(
                    "next",
                    StepDocument.of(
                            next.stream().map(step -> again(question, step)).toList()));
        }
        state(question, answer).ifPresent(state -> whole.put("state", state.text()));
        return whole.put("knowledge", KnowledgeFiles.version().toString()).build();
    }

    private static NextStep again(Question<?> question, NextStep step) {
        return step instanceof NextStep.Ask ask ? question.said().again(ask) : step;
    }

    private static <A extends Answer> Optional<State> state(Question<A> question, A answer) {
        try {
            return question.state(answer);
        } catch (RefusedException e) {
            return Optional.empty(); // a value that no state can hold, such as the name of a file with a line break
        }
    }
}
