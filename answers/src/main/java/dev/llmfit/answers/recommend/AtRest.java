package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.RestingMachine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Score;
import java.util.Optional;
import java.util.function.Function;

/** What a machine would run with other programs closed. */
final class AtRest {
    /** Memory that grows by less changes little, and is not searched again. Judgement. */
    private static final double MORE = 1.1;

    /** A first row that is worth less more than this is no reason to close anything, doublings. Judgement. */
    private static final double BETTER = 0.25;

    private final Machine machine;
    private final Workbench bench;
    private final EvidenceSource evidence;
    private final FailureSource failures;

    AtRest(Machine machine, Workbench bench, EvidenceSource evidence, FailureSource failures) {
        this.machine = machine;
        this.bench = bench;
        this.evidence = evidence;
        this.failures = failures;
    }

    /**
     * Returns the first row of the machine at rest, if it is clearly worth more than what is found now.
     *
     * @param now what is found
     * @param ask the same question to another machine
     */
    Optional<Candidate> better(Recommendation now, Function<Recommender, Recommendation> ask) {
        Machine resting = RestingMachine.of(machine);
        Budgets more = Budgets.of(resting, now.request().margin());
        if (more.usable() < now.budgets().usable() * MORE) {
            return Optional.empty();
        }
        Recommendation found = ask.apply(new Recommender(resting, bench.rules(), bench.estimators(evidence, failures)));
        boolean any = now.outcome() == Recommendation.Outcome.FITS;
        return found.outcome() != Recommendation.Outcome.FITS
                ? Optional.empty()
                : found.candidates().stream()
                        .findFirst()
                        .filter(c -> !any
                                || isClearlyBetter(
                                        c.score(), now.candidates().getFirst().score()));
    }

    private static boolean isClearlyBetter(Score after, Score before) {
        return after.tier() == before.tier()
                ? after.utility() > before.utility() + BETTER
                : after.tier() < before.tier();
    }
}
