package dev.llmfit.tui.view;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Refusal;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Role;

/** Sentences on the screen. */
final class Sentences {
    private Sentences() {}

    /** Returns what a refusal says to do next. */
    static String plain(Refusal refusal) {
        String next = new CommandWords().of(refusal.hint());
        return next.isEmpty() ? "" : next.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + next.substring(1) + ".";
    }

    /** Writes a paragraph, broken between words. Returns the row behind it. */
    static int paragraph(Sheet sheet, int row, int column, String text, Role role) {
        int at = row;
        for (String line : Paragraph.wrap("", text, Math.max(1, sheet.columns() - column))) {
            sheet.put(at, column, line, role);
            at++;
        }
        return at;
    }
}
