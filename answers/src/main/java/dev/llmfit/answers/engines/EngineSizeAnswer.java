package dev.llmfit.answers.engines;

import dev.llmfit.answers.Answer;
import dev.llmfit.sizing.engines.EngineSize;

/**
 * What a launch of an engine takes and gives.
 *
 * @param model id of the model in the catalogue
 * @param size its figures
 */
public record EngineSizeAnswer(String model, EngineSize size) implements Answer {
    @Override
    public Outcome outcome() {
        return size.verdict() == EngineSize.Verdict.REFUSED ? Outcome.NOT_MET : Outcome.DONE;
    }
}
