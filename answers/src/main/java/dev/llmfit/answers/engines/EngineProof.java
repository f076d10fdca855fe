package dev.llmfit.answers.engines;

import dev.llmfit.answers.Workbench;

/** Holds the prediction of a launch against what its engine says; each engine says it in its own way. */
interface EngineProof {
    /**
     * Answers a question.
     *
     * @throws dev.llmfit.answers.RefusedException if the engine says nothing that can be compared
     */
    EngineVerifyAnswer answer(EngineVerifyQuestion question, Workbench bench);
}
