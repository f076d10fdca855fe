package dev.llmfit.answers.team;

import dev.llmfit.answers.Answer;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.recommend.team.TeamLaunch;
import java.util.List;

/**
 * A launch of vLLM for several users, beside what llama.cpp gives them.
 *
 * @param model id of the model in the catalogue
 * @param launch of vLLM
 * @param engines vLLM beside llama.cpp for the same wish: which is the better one here, and why
 * @param notes what else is to be known, one sentence each
 */
public record TeamAnswer(String model, TeamLaunch launch, EngineComparison engines, List<String> notes)
        implements Answer {
    public TeamAnswer {
        notes = List.copyOf(notes);
    }

    @Override
    public Outcome outcome() {
        return launch.holdsAll() ? Outcome.DONE : Outcome.NOT_MET;
    }
}
