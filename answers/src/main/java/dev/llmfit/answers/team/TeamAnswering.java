package dev.llmfit.answers.team;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.engines.EngineShape;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.team.EngineComparer;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.recommend.team.TeamLaunch;
import dev.llmfit.recommend.team.VllmAdvisor;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.engines.EngineModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses a launch of vLLM and holds it against llama.cpp's. */
final class TeamAnswering {
    private final TeamQuestion question;
    private final Workbench bench;

    TeamAnswering(TeamQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    TeamAnswer answer() {
        EngineModel model = bench.find(new EngineShape(question.model()));
        Machine machine = bench.machine(question.machine());
        TeamLaunch launch = new VllmAdvisor(model, machine, question.wish(), bench.rules()).advise();
        EngineComparison engines = new EngineComparer(machine, bench.rules()).compare(launch, llamaCpp(machine));
        return new TeamAnswer(model.id(), launch, engines, notes(launch));
    }

    private Optional<Candidate> llamaCpp(Machine machine) {
        int users = question.wish().users();
        if (!(question.model() instanceof ModelSource.Named named) || users > LaunchOptions.MAX_PARALLEL) {
            return Optional.empty();
        }
        LaunchWish usual = LaunchWish.chat();
        LaunchWish wish = new LaunchWish(
                usual.useCase(),
                Optional.of(question.wish().ctx()),
                Optional.empty(),
                Optional.of(users),
                Aim.BALANCED,
                Optional.empty(),
                Optional.empty(),
                Budgets.DEFAULT_MARGIN,
                1);
        try {
            return new RecommendQuestion(Optional.of(named.reference()), question.machine(), wish)
                    .answer(bench, machine)
                    .first();
        } catch (RefusedException none) {
            return Optional.empty(); // llama.cpp has no launch to hold it against, and the answer says so
        }
    }

    private List<String> notes(TeamLaunch launch) {
        List<String> notes = new ArrayList<>(launch.size().notes());
        notes.addAll(launch.before());
        notes.addAll(launch.byHand());
        if (launch.speed().isEmpty()) {
            notes.add("The bandwidth of the GPUs is not known, so no speed is told.");
        }
        if (launch.drafts()) {
            notes.add("Speeds are told without drafted tokens.");
        }
        if (!(question.model() instanceof ModelSource.Named)) {
            notes.add("llama.cpp is not held against it, as the model is given by a header alone.");
        }
        if (question.wish().nodes() > 1) {
            notes.add("llama.cpp is held against it on one computer.");
        }
        return notes;
    }
}
