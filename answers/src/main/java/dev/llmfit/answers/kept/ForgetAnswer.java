package dev.llmfit.answers.kept;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.store.StoredRow;
import java.util.List;

/**
 * What was dropped.
 *
 * @param dropped the rows
 */
public record ForgetAnswer(List<StoredRow> dropped) implements Answer {
    public ForgetAnswer {
        dropped = List.copyOf(dropped);
    }
}
