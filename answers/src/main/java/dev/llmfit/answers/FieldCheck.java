package dev.llmfit.answers;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Optional;

/**
 * Refuses fields of a question that hold what cannot be meant.
 *
 * @param question name of the question
 */
public record FieldCheck(String question) {
    /**
     * Returns the refusal of a field.
     *
     * @param sentence what is wrong, <code>{0}</code> for the field
     */
    public RefusedException refused(String field, String sentence) {
        return new RefusedException(Refusal.usage(question, Hint.of(sentence, new Change(field, "")))
                .about(field));
    }

    /** Refuses a count below one. */
    public void atLeastOne(String field, Optional<Integer> count) {
        if (count.isPresent() && count.get() < 1) {
            throw refused(field, "{0} must be at least 1, not " + count.get() + ".");
        }
    }

    /** Refuses what is negative, infinite or no number. */
    public void fromZero(String field, Optional<Double> number) {
        if (number.isPresent() && !(number.get() >= 0 && number.get() < Double.POSITIVE_INFINITY)) {
            throw refused(field, "{0} is a number from 0, not " + number.get() + ".");
        }
    }
}
