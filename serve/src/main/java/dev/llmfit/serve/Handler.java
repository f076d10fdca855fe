package dev.llmfit.serve;

import java.io.IOException;

/** Answers calls; safe for use by several threads. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a call.
     *
     * @throws HttpProblem if there is no answer
     * @throws dev.llmfit.answers.RefusedException if a question has none
     * @throws IOException if the call cannot be read to its end
     */
    Reply handle(Call call) throws IOException;
}
