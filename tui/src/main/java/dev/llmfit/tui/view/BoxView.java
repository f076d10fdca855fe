package dev.llmfit.tui.view;

import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Action;
import dev.llmfit.tui.state.Boxes;
import dev.llmfit.tui.state.Overlay;
import dev.llmfit.tui.state.Overlay.Kind;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.RunState;
import java.util.List;

/** The box over the panes. */
final class BoxView {
    private static final int MOST_COLUMNS = 76;
    private static final int MOST_ROWS = 20;

    private BoxView() {}

    static void draw(Sheet whole, Shown shown) {
        Overlay box = shown.screen().overlay();
        List<String> lines = box.kind() == Kind.RUN ? run(shown.run()) : Boxes.lines(shown.screen(), shown.known());
        int columns = Math.min(MOST_COLUMNS, whole.columns() - 4);
        int wanted = box.kind() == Kind.TEXT ? paragraphs(lines, columns - 4) : Math.max(1, lines.size());
        int rows = Math.clamp(wanted + 3L, 4, Math.max(4, Math.min(MOST_ROWS, whole.rows() - 2)));
        Sheet sheet = whole.part((whole.rows() - rows) / 2, (whole.columns() - columns) / 2, rows, columns);
        Sheet inside = sheet.frame(false, title(box, shown), right(box, lines), Role.HINT);
        for (int r = 0; r < rows; r++) {
            sheet.spot(r, 0, columns, "box");
        }
        int room = inside.rows() - 1;
        int first = box.row() < room ? 0 : Math.min(box.row() - room + 1, Math.max(0, lines.size() - room));
        int at = 0;
        for (int i = first; i < lines.size() && at < room; i++) {
            if (box.kind() == Kind.TEXT) {
                at = Sentences.paragraph(inside.part(0, 0, room, inside.columns()), at, 0, lines.get(i), Role.TEXT);
            } else {
                line(inside, at, i, box, lines.get(i));
                at++;
            }
        }
        if (box.kind() == Kind.USERS) {
            inside.put(0, 0, "a number from 1 to 256; nothing leaves it to the rules", Role.HINT);
        }
        if (lines.isEmpty() && box.kind() != Kind.USERS) {
            inside.put(0, 0, box.kind() == Kind.RUN ? "Nothing has run." : "Nothing is called that.", Role.TEXT);
        }
        if (box.kind() == Kind.MACHINE) {
            shown.known()
                    .refusal(Questions.hardware(box.typed()))
                    .ifPresent(r -> inside.put(1, 0, r.message() + " ↵ tries it all the same.", Role.HINT));
        }
        inside.put(inside.rows() - 1, 0, hint(box.kind()), Role.HINT);
    }

    private static int paragraphs(List<String> lines, int columns) {
        return lines.stream()
                .mapToInt(l -> dev.llmfit.render.Paragraph.wrap("", l, Math.max(1, columns))
                        .size())
                .sum();
    }

    private static void line(Sheet inside, int at, int index, Overlay box, String text) {
        boolean marked = index == box.row() && box.kind() != Kind.RUN;
        inside.put(at, 0, marked ? "▸ " : "", Role.CHOICE);
        if (box.kind() == Kind.KEYS) {
            Action action = Action.named(box.typed()).get(index);
            inside.put(at, 2, 8, action.keys(), Role.CHOICE);
            inside.put(at, 11, Math.max(1, inside.columns() - 22), action.words(), marked ? Role.CHOICE : Role.TEXT);
            inside.right(at, inside.columns() - 10, 10, action.place(), Role.HINT);
        } else {
            inside.put(at, box.kind() == Kind.RUN ? 0 : 2, text, marked ? Role.CHOICE : Role.TEXT);
        }
        if (box.kind() != Kind.RUN) {
            inside.spot(at, 0, inside.columns(), "row:" + index);
        }
    }

    static List<String> run(RunState run) {
        List<String> lines = new java.util.ArrayList<>(run.lines());
        if (run.going()) {
            lines.add(run.step() + " …  " + Math.round(100 * run.done()) + " %");
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

    private static String hint(Kind kind) {
        return switch (kind) {
            case KEYS -> "↵ runs it   esc closes";
            case MACHINE -> "words as people say them: 3060 + 4090, M3 Max 64GB   ↵ takes it   esc closes";
            case USERS, USE, TARGETS -> "↵ takes it   esc closes";
            case FILTERS -> "space turns it on and off   esc closes";
            case RUN -> "esc to the background   k stops it";
            case TEXT, NONE -> "esc closes";
        };
    }
}
