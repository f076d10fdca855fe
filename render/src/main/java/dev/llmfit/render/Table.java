package dev.llmfit.render;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in plain text: columns separated by two spaces, padded to their widest cell, dropped from the right when the
 * terminal is too narrow. Rows are never wrapped.
 */
public final class Table {
    private static final int GAP = 2;

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private String indent = "";

    /** Adds a column aligned to the left. */
    public Table left(String heading) {
        headings.add(heading);
        right.add(false);
        return this;
    }

    /** Adds a column aligned to the right, for numbers. */
    public Table right(String heading) {
        headings.add(heading);
        right.add(true);
        return this;
    }

    /** Sets the text before each line. */
    public Table indent(String text) {
        indent = text;
        return this;
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if the number of cells is not the number of columns
     */
    public Table row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Returns the lines, no wider than {@code maxWidth} columns; trailing spaces are cut. */
    public List<String> lines(int maxWidth) {
        int[] widths = widths();
        int columns = visibleColumns(widths, maxWidth);
        List<String> lines = new ArrayList<>();
        if (headings.stream().anyMatch(h -> !h.isEmpty())) {
            lines.add(line(headings, widths, columns));
        }
        for (List<String> row : rows) {
            lines.add(line(row, widths, columns));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = CharWidth.of(headings.get(i));
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], CharWidth.of(row.get(i)));
            }
        }
        return widths;
    }

    private int visibleColumns(int[] widths, int maxWidth) {
        int used = CharWidth.of(indent);
        int columns = 0;
        while (columns < widths.length) {
            used += widths[columns] + (columns == 0 ? 0 : GAP);
            if (used > maxWidth && columns > 0) {
                break;
            }
            columns++;
        }
        return columns;
    }

    private String line(List<String> cells, int[] widths, int columns) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < columns; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - CharWidth.of(cell));
            line.append(i == 0 ? "" : "  ").append(right.get(i) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
