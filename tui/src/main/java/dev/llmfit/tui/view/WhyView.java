package dev.llmfit.tui.view;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.Reasons;
import dev.llmfit.tui.state.Reasons.Reason;
import java.util.List;
import java.util.Optional;

/** Why the plan is as it is, and what to paste. */
final class WhyView {
    private WhyView() {}

    static void draw(Sheet sheet, Shown shown) {
        Sheet inside = sheet.frame(false, "Why", "e everything", Role.HINT);
        Optional<Candidate> launch = shown.launch();
        if (launch.isEmpty()) {
            return;
        }
        Candidate c = launch.get();
        List<Reason> reasons = Reasons.of(c, shown.chosen().machine());
        PlanView.reason(inside, 0, 0, new Reason(ScoreLine.of(c), "rank/score"));
        int room = inside.rows() - 3;
        for (int i = 0; i < Math.min(room, reasons.size()); i++) {
            PlanView.reason(inside, 1 + i, 0, reasons.get(i));
        }
        PlanView.command(
                inside,
                inside.rows() - 2,
                6,
                "run",
                Launches.run(c, shown.chosen().launch()),
                "c");
        PlanView.command(
                inside,
                inside.rows() - 1,
                6,
                "prove",
                Launches.prove(c, shown.chosen().launch()),
                "C");
    }
}
