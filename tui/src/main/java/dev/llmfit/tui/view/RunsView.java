package dev.llmfit.tui.view;

import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import java.util.List;

/** What runs, or ran last. */
final class RunsView {
    private RunsView() {}

    static void draw(Sheet sheet, Shown shown) {
        RunState run = shown.run();
        Sheet inside = sheet.frame(
                shown.screen().focus() == Screen.RUNS, "6 Runs" + (run.going() ? " ●1" : ""), run.title(), Role.HINT);
        List<String> lines = BoxView.run(run);
        if (lines.isEmpty()) {
            Sentences.paragraph(
                    inside,
                    0,
                    0,
                    "Nothing has run yet. v runs the plan's launch with a sparse file in place of the weights, without a"
                            + " download, and holds memory and speed against the prediction; b measures its speed.",
                    Role.TEXT);
            shown.launch()
                    .ifPresent(c -> PlanView.command(
                            inside,
                            inside.rows() - 1,
                            6,
                            "prove",
                            Launches.prove(c, shown.chosen().launch()),
                            "C"));
            return;
        }
        for (int i = 0; i < lines.size() && i < inside.rows() - 1; i++) {
            inside.put(i, 0, lines.get(i), Role.TEXT);
        }
        inside.put(inside.rows() - 1, 0, run.going() ? "k stops it" : "v runs it again   b benches", Role.HINT);
    }
}
