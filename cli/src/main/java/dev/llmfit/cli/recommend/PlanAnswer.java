package dev.llmfit.cli.recommend;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.PurchaseWish;
import dev.llmfit.recommend.purchase.Upgrade;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.rules.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What {@code plan} answers.
 *
 * @param wish what was asked for
 * @param machine the machine to start from
 * @param kept the best launch there that keeps the quality
 * @param upgrades what changes of that machine buy
 * @param machines purchases that grant the wish, cheapest first
 * @param unpriced computers that grant it and have no full price
 * @param api what an API would cost
 * @param advice what the rules say of local against API
 */
record PlanAnswer(
        PurchaseWish wish,
        Machine machine,
        Optional<Candidate> kept,
        List<Upgrade> upgrades,
        List<UpgradePlanner.Answer> machines,
        List<UpgradePlanner.Answer> unpriced,
        Optional<ApiUse> api,
        List<Finding> advice) {

    /** Returns the launch here that grants the wish. */
    Optional<Candidate> here() {
        return kept.filter(c -> wish.grants(machine, c));
    }
}
