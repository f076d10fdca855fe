package dev.llmfit.answers.size;

import dev.llmfit.answers.Answer;
import dev.llmfit.sizing.Explanation;

/**
 * Where the memory of a launch goes.
 *
 * @param size the launch
 * @param why what fills its buffers, of the model alone
 */
public record ExplainAnswer(SizeAnswer size, Explanation why) implements Answer {
    @Override
    public Outcome outcome() {
        return size.outcome();
    }
}
