package dev.llmfit.tui.view;

import dev.llmfit.render.Cells;
import dev.llmfit.render.Role;
import dev.llmfit.tui.view.View.Spot;
import java.util.List;

/**
 * A part of the screen that a pane draws on.
 *
 * @param cells the whole screen
 * @param spots what can be clicked on it, which panes add to
 * @param top its first row
 * @param left its first column
 * @param rows its height
 * @param columns its width
 */
record Sheet(Cells cells, List<Spot> spots, int top, int left, int rows, int columns) {
    /** Returns a part of it; what lies outside is cut off. */
    Sheet part(int row, int column, int high, int wide) {
        return new Sheet(
                cells,
                spots,
                top + row,
                left + column,
                Math.clamp((long) rows - row, 0, Math.max(0, high)),
                Math.clamp((long) columns - column, 0, Math.max(0, wide)));
    }

    /** Writes a text; what is too long is cut. Returns the column behind it. */
    int put(int row, int column, String text, Role role) {
        return put(row, column, columns - column, text, role);
    }

    /** Writes a text into a field; what is too long is cut. Returns the column behind it. */
    int put(int row, int column, int width, String text, Role role) {
        if (row < 0 || row >= rows || column >= columns) {
            return column;
        }
        return column + cells.put(top + row, left + column, Math.min(width, columns - column), text, role);
    }

    /** Writes a text to the right end of a field. */
    void right(int row, int column, int width, String text, Role role) {
        if (row >= 0 && row < rows && column < columns) {
            cells.right(top + row, left + column, Math.min(width, columns - column), text, role);
        }
    }

    /** Fills a part of a row. */
    void fill(int row, int column, int width, String symbol, Role role) {
        if (row >= 0 && row < rows && column < columns) {
            cells.fill(
                    top + row, left + column, Math.clamp((long) columns - column, 0, Math.max(0, width)), symbol, role);
        }
    }

    /** Marks a part of a row as what the next key acts on. */
    void focus(int row, int column, int width) {
        if (row >= 0 && row < rows) {
            cells.focus(top + row, left + column, Math.clamp((long) columns - column, 0, width));
        }
    }

    /** Makes a part of a row clickable. */
    void spot(int row, int column, int width, String key) {
        if (row >= 0 && row < rows) {
            spots.add(new Spot(top + row, left + column, width, key));
        }
    }

    /**
     * Draws a frame around it.
     *
     * @param heavy whether it has the focus
     * @param title what stands at the left of its upper edge
     * @param right what stands at the right of it
     * @return the part inside, one column away from the frame
     */
    Sheet frame(boolean heavy, String title, String right, Role role) {
        String h = heavy ? "━" : "─";
        String v = heavy ? "┃" : "│";
        int last = rows - 1;
        put(0, 0, heavy ? "┏" : "┌", Role.TEXT);
        fill(0, 1, columns - 2, h, Role.TEXT);
        put(0, columns - 1, heavy ? "┓" : "┐", Role.TEXT);
        for (int r = 1; r < last; r++) {
            put(r, 0, v, Role.TEXT);
            fill(r, 1, columns - 2, " ", Role.TEXT);
            put(r, columns - 1, v, Role.TEXT);
        }
        put(last, 0, heavy ? "┗" : "└", Role.TEXT);
        fill(last, 1, columns - 2, h, Role.TEXT);
        put(last, columns - 1, heavy ? "┛" : "┘", Role.TEXT);
        int end = put(0, 2, columns - 4, " " + title + " ", heavy ? Role.CHOICE : Role.TEXT);
        int wide = cells.width(right) + 2;
        if (!right.isEmpty() && end + 1 + wide <= columns - 2) {
            put(0, columns - 2 - wide, " " + right + " ", role);
        }
        return part(1, 2, rows - 2, columns - 4);
    }
}
