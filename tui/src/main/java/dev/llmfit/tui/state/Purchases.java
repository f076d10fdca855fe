package dev.llmfit.tui.state;

import dev.llmfit.answers.plan.PlanAnswer;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import java.util.List;
import java.util.Optional;

/** What runs the model of the plan and can be bought. */
public final class Purchases {
    private Purchases() {}

    /** Returns the answer about the model of the plan; empty while it is not known. */
    public static Optional<PlanAnswer> of(Chosen c, Known known) {
        return Rows.model(c, known).flatMap(m -> known.answer(Questions.buy(c, m)));
    }

    static List<UpgradePlanner.Answer> machines(Chosen c, Known known) {
        return of(c, known).map(PlanAnswer::machines).orElse(List.of());
    }

    /** Returns the machine that it would be, with the RAM that is bought beside cards. */
    static HardwareSelector machine(UpgradePlanner.Answer bought) {
        return HardwareSelector.parse(
                Optional.of(bought.purchase().selector()),
                Optional.empty(),
                bought.purchase().cardOnly()
                        ? Optional.of(Math.round(bought.kit().gib()) + "GiB")
                        : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
