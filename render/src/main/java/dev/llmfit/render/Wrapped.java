package dev.llmfit.render;

import java.util.ArrayList;
import java.util.List;

/** Paragraphs with a heading in the margin, broken between words. */
public final class Wrapped {
    private static final int MARGIN = 8;

    private Wrapped() {}

    /** Returns the lines of a paragraph, the heading before the first, the others indented below it. */
    public static List<String> lines(String heading, String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(heading);
        line.append(" ".repeat(Math.max(1, MARGIN - CharWidth.of(heading))));
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && CharWidth.of(line.toString()) + 1 + CharWidth.of(word) > columns) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(MARGIN));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
