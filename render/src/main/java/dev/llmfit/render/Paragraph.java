package dev.llmfit.render;

import java.util.ArrayList;
import java.util.List;

/** Breaks sentences into lines; rows of tables are never broken. */
public final class Paragraph {
    /** What {@link Page#in} writes around a text. */
    private static final String STYLE = "\033\\[[0-9;]*m";

    private Paragraph() {}

    /** Returns lines of at most {@code columns} columns; the first starts with {@code head}, the others are indented alike. */
    public static List<String> wrap(String head, String text, int columns) {
        List<String> lines = new ArrayList<>();
        int margin = width(head);
        String indent = " ".repeat(margin);
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            int wide = width(word);
            if (!line.isEmpty() && margin + used + 1 + wide > columns) {
                lines.add((lines.isEmpty() ? head : indent) + line);
                line.setLength(0);
                used = 0;
            }
            used += line.isEmpty() ? wide : 1 + wide;
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add((lines.isEmpty() ? head : indent) + line);
        return lines;
    }

    /** Returns the columns of a text; styles take none. */
    private static int width(String text) {
        return CharWidth.of(text.indexOf('\033') < 0 ? text : text.replaceAll(STYLE, ""));
    }
}
