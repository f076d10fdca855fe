package dev.llmfit.answers.kept;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.store.StoredRow;
import java.util.List;

/**
 * What was dropped.
 *
 * @param dropped the rows
 * @param notes what of the store cannot be read and stays, sentences without a final stop
 */
public record ForgetAnswer(List<StoredRow> dropped, List<String> notes) implements Answer {
    public ForgetAnswer {
        dropped = List.copyOf(dropped);
        notes = List.copyOf(notes);
    }
}
