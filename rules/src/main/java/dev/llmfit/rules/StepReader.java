package dev.llmfit.rules;

import dev.llmfit.json.Spelling;
import dev.llmfit.units.NextStep;
import java.util.List;
import java.util.Optional;

/**
 * Reads the next steps of a text: {@code ask: plan model} sends the reader to another question, {@code change: margin=1.5GiB}
 * to the same one with a field changed. A field without a value is for the reader to fill in.
 */
final class StepReader {
    private static final String ASK = "ask:";
    private static final String CHANGE = "change:";

    private StepReader() {}

    /**
     * Returns the step that stands in braces; empty if there stands no step.
     *
     * @throws IllegalArgumentException if it names no question or no field of it
     */
    static Optional<NextStep> read(String inside) {
        if (inside.startsWith(ASK)) {
            return Optional.of(ask(words(inside.substring(ASK.length()))));
        }
        return inside.startsWith(CHANGE)
                ? Optional.of(change(words(inside.substring(CHANGE.length()))))
                : Optional.empty();
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static NextStep.Ask ask(List<String> words) {
        String id = words.getFirst();
        AskableQuestion question = AskableQuestion.byId(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown question '" + id + "' in the text" + Spelling.didYouMean(id, AskableQuestion.ids())));
        NextStep.Ask ask = new NextStep.Ask(id);
        for (String word : words.subList(1, words.size())) {
            Assignment field = Assignment.of(word);
            if (!question.fields().contains(field.name())) {
                throw new IllegalArgumentException("the question '" + id + "' has no field '" + field.name() + "'"
                        + Spelling.didYouMean(field.name(), question.fields()));
            }
            ask = ask.and(field.name(), field.value());
        }
        return ask;
    }

    private static NextStep.Change change(List<String> words) {
        Assignment field = Assignment.of(words.getFirst());
        if (words.size() > 1) {
            throw new IllegalArgumentException("'change:' takes one field, as {change: margin=1.5GiB}");
        }
        if (!AskableQuestion.allFields().contains(field.name())) {
            throw new IllegalArgumentException("no question has a field '" + field.name() + "'"
                    + Spelling.didYouMean(field.name(), AskableQuestion.allFields()));
        }
        return new NextStep.Change(field.name(), field.value());
    }

    /** A field and what to put there; the value is empty where only the field is named. */
    private record Assignment(String name, String value) {
        static Assignment of(String word) {
            int equals = word.indexOf('=');
            return equals < 0
                    ? new Assignment(word, "")
                    : new Assignment(word.substring(0, equals), word.substring(equals + 1));
        }
    }
}
