package dev.llmfit.render;

import java.util.ArrayList;
import java.util.List;

/** Breaks sentences into lines; rows of tables are never broken. */
public final class Paragraph {
    private Paragraph() {}

    /** Returns lines of at most {@code columns} columns; the first starts with {@code head}, the others are indented alike. */
    public static List<String> wrap(String head, String text, int columns) {
        List<String> lines = new ArrayList<>();
        String indent = " ".repeat(head.length());
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && head.length() + line.length() + 1 + word.length() > columns) {
                lines.add((lines.isEmpty() ? head : indent) + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add((lines.isEmpty() ? head : indent) + line);
        return lines;
    }
}
