package dev.llmfit.answers.plan;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What runs a model as wished.
 *
 * @param build modelled llama.cpp build
 * @param model name of the model
 * @param meant which one that is
 * @param wish what was wished for
 * @param kept the best launch on the machine to start from that keeps the quality
 * @param granted whether it grants the wish
 * @param upgrades what changes of that machine buy
 * @param machines purchases that grant the wish, cheapest first
 * @param unpriced computers that grant it and have no full price
 * @param engines other engines beside the launch here, or the one on the cheapest purchase; empty where none matters
 * @param api what an API would cost
 * @param advice what the rules say of local against API
 * @param notes what of the stored measurements and failures could not be used, one sentence each
 */
public record PlanAnswer(
        EngineBuild build,
        String model,
        MeantModel meant,
        Wish wish,
        Optional<Candidate> kept,
        boolean granted,
        List<Upgrade> upgrades,
        List<UpgradePlanner.Answer> machines,
        List<UpgradePlanner.Answer> unpriced,
        Optional<EngineComparison> engines,
        Optional<ApiUse> api,
        List<Finding> advice,
        List<String> notes)
        implements Answer {
    public PlanAnswer {
        Objects.requireNonNull(build, "build");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(wish, "wish");
        if (granted && kept.isEmpty()) {
            throw new IllegalArgumentException("a wish is granted by a launch, and there is none");
        }
        upgrades = List.copyOf(upgrades);
        machines = List.copyOf(machines);
        unpriced = List.copyOf(unpriced);
        advice = List.copyOf(advice);
        notes = List.copyOf(notes);
    }

    /**
     * What was wished for, with what the rules chose where nothing was said.
     *
     * @param users people or programs served at the same time
     * @param ctxEach context of each, tokens
     * @param ctxAsked whether that context was asked for
     * @param minTps slowest acceptable generation of each, tok/s
     * @param worstPpl largest loss of perplexity, percent
     */
    public record Wish(int users, int ctxEach, boolean ctxAsked, double minTps, double worstPpl) {}

    /** Returns the launch on the machine to start from that grants the wish. */
    public Optional<Candidate> here() {
        return granted ? kept : Optional.empty();
    }

    /** Returns the question about this machine where it grants the wish, else about the cheapest purchase that does. */
    public Optional<Ask> next() {
        if (granted) {
            return Optional.of(wished(new Ask("recommend").and("model", model)));
        }
        return machines.stream()
                .findFirst()
                .map(a -> wished(new Ask("recommend").and("model", model))
                        .and("hardware", a.purchase().selector()));
    }

    private Ask wished(Ask ask) {
        Ask served = wish.users() > 1 ? ask.and("users", Integer.toString(wish.users())) : ask;
        return served.and("ctx", Integer.toString(wish.ctxEach()));
    }

    @Override
    public Outcome outcome() {
        return granted || !machines.isEmpty() || !unpriced.isEmpty() ? Outcome.DONE : Outcome.NOT_MET;
    }
}
