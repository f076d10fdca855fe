package dev.llmfit.answers.team;

import dev.llmfit.answers.Answer;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.team.TeamLaunch;
import java.util.List;
import java.util.Optional;

/**
 * A launch of vLLM for several users, beside what llama.cpp gives them.
 *
 * @param model id of the model in the catalogue
 * @param launch of vLLM
 * @param llamaCpp the best launch of llama.cpp for the same wish; empty where there is none
 * @param choice which engine is the better one here, and why
 * @param notes what else is to be known, one sentence each
 */
public record TeamAnswer(
        String model, TeamLaunch launch, Optional<Candidate> llamaCpp, Choice choice, List<String> notes)
        implements Answer {
    public TeamAnswer {
        notes = List.copyOf(notes);
    }

    /**
     * The better engine.
     *
     * @param engine its name
     * @param why one sentence with figures
     */
    public record Choice(String engine, String why) {}

    @Override
    public Outcome outcome() {
        return launch.holdsAll() ? Outcome.DONE : Outcome.NOT_MET;
    }
}
