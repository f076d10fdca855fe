package dev.llmfit.recommend.wish;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import java.util.List;

/**
 * A request on a machine, as the rules see it.
 *
 * @param machine the machine
 * @param budgets what may be used of it
 * @param request what was asked
 * @param objective what is wanted, in numbers
 * @param facts facts of request and machine
 * @param findings advice on request and machine
 */
public record Situation(
        Machine machine, Budgets budgets, Request request, Objective objective, Facts facts, List<Finding> findings) {
    public Situation {
        findings = List.copyOf(findings);
    }

    /** Returns the same request about one model. */
    public Situation of(ModelOffer offer) {
        return new Situation(machine, budgets, request, objective.of(offer.listing()), facts, findings);
    }
}
