package dev.llmfit.tui.view;

import dev.llmfit.render.Bar;
import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.RunState.Ended;
import dev.llmfit.tui.state.Screen;
import java.util.List;
import java.util.Locale;

/** What runs and what has run, a line each, and what the newest says. */
final class RunsView {
    /** Columns of a time and of what came out. */
    private static final int TIME = 8;

    private static final int RESULT = 26;

    /** Columns of a bar of progress in the table. */
    private static final int BAR = 12;

    /** Runs that are listed where what the newest says needs the room. */
    private static final int MOST = 3;

    private RunsView() {}

    static void draw(Sheet sheet, Shown shown) {
        RunState run = shown.run();
        Sheet inside = sheet.frame(
                shown.screen().focus() == Screen.RUNS, "6 Runs" + (run.going() ? " ●1" : ""), run.title(), Role.HINT);
        sheet.spot(0, 0, sheet.columns(), "6");
        if (run.title().isEmpty()) {
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
        int at = 0;
        if (run.going()) {
            at = row(inside, at, "◐", Role.PART, run.title(), run.seconds(), share(run.done()));
            inside.put(at++, 2, run.step() + " …", Role.HINT);
        }
        List<Ended> past = run.past().subList(0, Math.min(MOST, run.past().size()));
        for (Ended ended : past) {
            at = row(
                    inside,
                    at,
                    ended.good() ? "✓" : "✗",
                    ended.good() ? Role.GOOD : Role.BAD,
                    ended.title(),
                    ended.seconds(),
                    ended.result());
        }
        List<String> lines = run.lines();
        for (int i = 0; i < lines.size() && at + i < inside.rows() - 1; i++) {
            inside.put(at + i, 0, lines.get(i), Role.TEXT);
        }
        inside.put(
                inside.rows() - 1, 0, run.going() ? "k stops it" : "v verifies   b benches   ↵ all of it", Role.HINT);
    }

    private static String share(double done) {
        String full = Bar.of(done, BAR);
        return full + "·".repeat(BAR - full.length()) + String.format(Locale.ROOT, " %3.0f %%", 100 * done);
    }

    private static int row(Sheet inside, int row, String mark, Role role, String title, long seconds, String result) {
        int wide = Math.max(1, Math.min(RESULT, inside.columns() / 3));
        inside.put(row, 0, mark, role);
        inside.put(row, 2, Math.max(1, inside.columns() - 4 - TIME - wide), title, Role.TEXT);
        inside.right(row, inside.columns() - wide - 1 - TIME, TIME, time(seconds), Role.HINT);
        inside.put(row, inside.columns() - wide, wide, result, role);
        inside.spot(row, 0, inside.columns(), "run:");
        return row + 1;
    }

    /** Returns a time in a few characters: {@code 42 s}, {@code 3:05}. */
    static String time(long seconds) {
        return seconds < 60 ? seconds + " s" : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
