package dev.llmfit.tui.view;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.size.ExplainAnswer;
import dev.llmfit.answers.size.ExplainQuestion;
import dev.llmfit.render.Bar;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Role;
import dev.llmfit.render.plan.PlanText;
import dev.llmfit.render.size.WhyText;
import dev.llmfit.tui.state.Action;
import dev.llmfit.tui.state.Boxes;
import dev.llmfit.tui.state.Overlay;
import dev.llmfit.tui.state.Overlay.Kind;
import dev.llmfit.tui.state.Purchases;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The box over the panes. */
final class BoxView {
    private static final int MOST_COLUMNS = 76;
    private static final int MOST_ROWS = 20;
    /** Columns of a bar of progress. */
    private static final int BAR = 40;

    private BoxView() {}

    /** Draws it and returns how many rows its text can go up. */
    static int draw(Sheet whole, Shown shown) {
        Overlay box = shown.screen().overlay();
        int columns = Math.min(MOST_COLUMNS, whole.columns() - 4);
        List<String> lines = box.isText() ? text(shown, columns - 4) : Boxes.lines(shown.screen(), shown.known());
        int rows = Math.clamp(Math.max(1, lines.size()) + 3L, 4, Math.max(4, Math.min(MOST_ROWS, whole.rows() - 2)));
        Sheet sheet = whole.part((whole.rows() - rows) / 2, (whole.columns() - columns) / 2, rows, columns);
        Sheet inside = sheet.frame(false, title(box, shown), right(box, lines), Role.HINT);
        for (int r = 0; r < rows; r++) {
            sheet.spot(r, 0, columns, "box");
        }
        int room = inside.rows() - 1;
        int hidden = Math.max(0, lines.size() - room);
        int first = Math.clamp(box.isText() ? box.row() : box.row() - room + 1L, 0, hidden);
        for (int at = 0; at < room && first + at < lines.size(); at++) {
            if (box.isText()) {
                inside.put(at, 0, lines.get(first + at), Role.TEXT);
            } else {
                line(inside, at, first + at, box, lines.get(first + at));
            }
        }
        if (box.kind() == Kind.USERS) {
            inside.put(0, 0, "a number from 1 to 256; nothing leaves it to the rules", Role.HINT);
        } else if (lines.isEmpty()) {
            inside.put(0, 0, "Nothing is called that.", Role.TEXT);
        }
        if (box.kind() == Kind.MACHINE) {
            shown.known()
                    .refusal(Questions.hardware(box.typed()))
                    .ifPresent(r -> inside.put(1, 0, r.message() + " ↵ tries it all the same.", Role.HINT));
        }
        inside.put(
                inside.rows() - 1,
                0,
                (box.isText() && hidden > 0 ? "↑↓ more   " : "")
                        + hint(box.kind(), shown.run().going()),
                Role.HINT);
        return box.isText() ? hidden : 0;
    }

    /** Returns the lines of a box that is read, as wide as there is room. */
    static List<String> text(Shown shown, int columns) {
        int wide = Math.max(1, columns);
        return switch (shown.screen().overlay().kind()) {
            case RUN -> shown.run().title().isEmpty() ? List.of("Nothing has run.") : run(shown.run());
            case MEMORY -> memory(shown, wide);
            case PRICES -> prices(shown, wide);
            default ->
                shown.screen().overlay().text().stream()
                        .flatMap(l -> Paragraph.wrap("", l, wide).stream())
                        .toList();
        };
    }

    private static List<String> memory(Shown shown, int columns) {
        Optional<ExplainQuestion> question = shown.launch().map(c -> Questions.why(shown.chosen(), c));
        Optional<ExplainAnswer> answer = question.flatMap(shown.known()::answer);
        if (answer.isEmpty()) {
            return List.of(question.flatMap(shown.known()::refusal)
                    .map(Refusal::message)
                    .orElse("asking …"));
        }
        Page page =
                new Page(columns, false, new CommandWords(question.orElseThrow().said()));
        WhyText.parts(answer.get().why(), page);
        return page.text().lines().toList();
    }

    private static List<String> prices(Shown shown, int columns) {
        Page page = new Page(columns, false, new CommandWords());
        Purchases.of(shown.chosen(), shown.known()).ifPresent(a -> PlanText.printAll(a, page));
        return page.text().lines().toList();
    }

    private static void line(Sheet inside, int at, int index, Overlay box, String text) {
        boolean marked = index == box.row();
        Role role = marked ? Role.CHOICE : Role.TEXT;
        inside.put(at, 0, marked ? "▸ " : "", Role.CHOICE);
        if (box.kind() == Kind.KEYS) {
            Action action = Action.named(box.typed()).get(index);
            inside.put(at, 2, 8, action.keys(), Role.CHOICE);
            inside.put(at, 11, Math.max(1, inside.columns() - 22), action.words(), role);
            inside.right(at, inside.columns() - 10, 10, action.place(), Role.HINT);
        } else {
            inside.put(at, 2, text, role);
        }
        inside.spot(at, 0, inside.columns(), "row:" + index);
    }

    static List<String> run(RunState run) {
        List<String> lines = new ArrayList<>(run.lines());
        if (run.going()) {
            lines.add(run.step() + " …   " + RunsView.time(run.seconds()));
            lines.add(Bar.of(run.done(), BAR) + " " + Math.round(100 * run.done()) + " %");
        }
        return lines;
    }

    private static String title(Overlay box, Shown shown) {
        return switch (box.kind()) {
            case KEYS -> "Keys ─ " + box.typed() + "▁";
            case MACHINE -> "Machine ─ " + box.typed() + "▁";
            case USERS -> "Users ─ " + box.typed() + "▁";
            case USE -> "What for";
            case FILTERS -> "Show";
            case TARGETS -> "Copy for";
            case FETCH ->
                "Download"
                        + shown.launch()
                                .map(c -> "  " + c.model() + " " + c.fileType() + ", " + Figures.gib(c.fileBytes())
                                        + " GiB")
                                .orElse("");
            case MEMORY ->
                "Where the memory goes" + shown.model().map(m -> "  " + m).orElse("");
            case PURCHASES -> "Look at it on";
            case PRICES -> "What it costs" + shown.model().map(m -> "  " + m).orElse("");
            case RUN -> shown.run().title().isEmpty() ? "Runs" : shown.run().title();
            case TEXT -> box.typed();
            case NONE -> "";
        };
    }

    private static String right(Overlay box, List<String> lines) {
        return switch (box.kind()) {
            case KEYS -> lines.size() + " of " + Action.ALL.size();
            case MACHINE -> lines.size() + " names";
            default -> "";
        };
    }

    private static String hint(Kind kind, boolean going) {
        return switch (kind) {
            case KEYS -> "↵ runs it   esc closes";
            case MACHINE -> "as people say it: 3060 + 4090, M3 Max 64GB   ↵ takes it   esc closes";
            case USERS, USE, TARGETS, PURCHASES -> "↵ takes it   esc closes";
            case FILTERS -> "space turns it on and off   esc closes";
            case RUN -> going ? "esc to the background   k stops it" : "esc closes";
            case FETCH -> "↵ does it   esc closes";
            case TEXT, MEMORY, PRICES, NONE -> "esc closes";
        };
    }
}
