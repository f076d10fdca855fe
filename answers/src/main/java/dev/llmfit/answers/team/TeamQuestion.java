package dev.llmfit.answers.team;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.team.TeamWish;

/**
 * How does vLLM serve a model to several users on a machine?
 *
 * @param model the model
 * @param machine where it runs
 * @param wish users and context of each
 */
public record TeamQuestion(ModelSource model, HardwareSelector machine, TeamWish wish) implements Question<TeamAnswer> {
    @Override
    public Said said() {
        return Said.of(machine);
    }

    @Override
    public TeamAnswer answer(Workbench bench, Progress progress) {
        return new TeamAnswering(this, bench).answer();
    }
}
