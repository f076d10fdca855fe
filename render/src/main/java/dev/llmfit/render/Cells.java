package dev.llmfit.render;

import dev.llmfit.units.ControlCharacters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A grid of characters, each with a {@link Role}, for tables, plots and screens: written once, shown as plain text, on a
 * terminal or as a picture. A row is always exactly as wide as the grid: what does not fit is cut, and a symbol two columns wide
 * of which one is overwritten vanishes.
 */
public final class Cells {
    /** The right half of a symbol two columns wide. */
    private static final String SECOND_HALF = "";

    private static final String BLANK = " ";

    private final int columns;
    private final Glyphs glyphs;
    private final String[][] symbols;
    private final Role[][] roles;
    private final boolean[][] focus;

    /**
     * Creates a grid of blanks.
     *
     * @param columns its width
     * @param rows its height
     * @param glyphs the characters that may be used; others are replaced when they are put
     */
    public Cells(int columns, int rows, Glyphs glyphs) {
        this.columns = columns;
        this.glyphs = glyphs;
        symbols = new String[rows][columns];
        roles = new Role[rows][columns];
        focus = new boolean[rows][columns];
        for (int r = 0; r < rows; r++) {
            Arrays.fill(symbols[r], BLANK);
            Arrays.fill(roles[r], Role.TEXT);
        }
    }

    /** Returns the width in columns. */
    public int columns() {
        return columns;
    }

    /** Returns the number of rows. */
    public int rows() {
        return symbols.length;
    }

    /** Returns the columns that a text takes here. */
    public int width(String text) {
        String shown = glyphs.shown(text);
        int width = 0;
        for (int i = 0; i < shown.length(); i = CharWidth.next(shown, i)) {
            width += glyphs.width(shown.codePointAt(i));
        }
        return width;
    }

    /**
     * Writes a text up to the right edge.
     *
     * @return the columns that were written
     */
    public int put(int row, int column, String text, Role role) {
        return put(row, column, columns - column, text, role);
    }

    /**
     * Writes a text into a field; where it is too long it ends in an ellipsis. Rows and columns outside the grid take nothing.
     *
     * @param row row from the top, from 0
     * @param column first column, from 0
     * @param width columns of the field
     * @return the columns that were written
     */
    public int put(int row, int column, int width, String text, Role role) {
        int room = Math.min(width, columns - column);
        if (row < 0 || row >= rows() || column < 0 || room <= 0) {
            return 0;
        }
        String shown = glyphs.shown(text);
        boolean cut = width(shown) > room;
        int end = cut ? room - 1 : room;
        int at = 0;
        for (int i = 0; i < shown.length(); ) {
            int next = CharWidth.next(shown, i);
            int wide = glyphs.width(shown.codePointAt(i));
            if (at + wide > end) {
                break;
            }
            if (wide > 0) {
                String symbol = shown.substring(i, next);
                set(row, column + at, ControlCharacters.isIn(symbol) ? "?" : symbol, role);
                if (wide == 2) {
                    clear(row, column + at + 1);
                    symbols[row][column + at + 1] = SECOND_HALF;
                    roles[row][column + at + 1] = role;
                }
            }
            at += wide;
            i = next;
        }
        if (cut) {
            set(row, column + at, glyphs.cut(), role);
            at++;
        }
        return at;
    }

    /** Writes a text at the right end of a field, cut like {@link #put}. */
    public void right(int row, int column, int width, String text, Role role) {
        put(row, column + Math.max(0, width - width(text)), Math.min(width, width(text)), text, role);
    }

    /** Fills a part of a row with one symbol that is one column wide. */
    public void fill(int row, int column, int width, String symbol, Role role) {
        for (int c = column; c < column + width; c++) {
            put(row, c, 1, symbol, role);
        }
    }

    /** Marks a part of a row as what the next key acts on; it is shown reversed. */
    public void focus(int row, int column, int width) {
        for (int c = Math.max(0, column); c < Math.min(columns, column + width); c++) {
            focus[row][c] = true;
        }
    }

    /** Copies another grid to a place; what lies outside is left out. */
    public void draw(Cells other, int row, int column) {
        for (int r = 0; r < other.rows(); r++) {
            for (int c = 0; c < other.columns; c++) {
                String symbol = other.symbols[r][c];
                boolean inside = row + r >= 0 && row + r < rows() && column + c >= 0 && column + c < columns;
                if (inside && !symbol.equals(SECOND_HALF)) {
                    boolean wide = c + 1 < other.columns && other.symbols[r][c + 1].equals(SECOND_HALF);
                    if (wide && column + c + 1 >= columns) {
                        set(row + r, column + c, BLANK, other.roles[r][c]);
                    } else {
                        put(row + r, column + c, symbol, other.roles[r][c]);
                    }
                    focus[row + r][column + c] = other.focus[r][c];
                }
            }
        }
    }

    /** Returns the symbol of a cell; empty for the right half of one two columns wide. */
    public String symbol(int row, int column) {
        return symbols[row][column];
    }

    /** Returns the role of a cell. */
    public Role role(int row, int column) {
        return roles[row][column];
    }

    /** Returns whether a cell is what the next key acts on. */
    public boolean isFocused(int row, int column) {
        return focus[row][column];
    }

    /** Returns the rows as text without colours, blanks at their ends cut. */
    public List<String> plain() {
        List<String> lines = new ArrayList<>();
        for (String[] row : symbols) {
            lines.add(String.join("", row).stripTrailing());
        }
        return lines;
    }

    /** Returns the rows for a terminal; each begins and ends in the terminal's own colours. */
    public List<String> ansi(Palette palette) {
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows(); r++) {
            lines.add(ansi(r, palette));
        }
        return lines;
    }

    private String ansi(int row, Palette palette) {
        int end = columns;
        while (end > 0 && symbols[row][end - 1].equals(BLANK) && !focus[row][end - 1]) {
            end--;
        }
        StringBuilder line = new StringBuilder();
        String current = "";
        for (int c = 0; c < end; c++) {
            String style = palette.begin(roles[row][c], focus[row][c]);
            if (!style.equals(current)) {
                line.append(current.isEmpty() ? "" : Palette.END).append(style);
                current = style;
            }
            line.append(symbols[row][c]);
        }
        return line.append(current.isEmpty() ? "" : Palette.END).toString();
    }

    private void set(int row, int column, String symbol, Role role) {
        clear(row, column);
        symbols[row][column] = symbol;
        roles[row][column] = role;
        focus[row][column] = false;
    }

    /** Blanks the other half of a symbol that is about to be overwritten. */
    private void clear(int row, int column) {
        if (symbols[row][column].equals(SECOND_HALF)) {
            symbols[row][column - 1] = BLANK;
        }
        if (column + 1 < columns && symbols[row][column + 1].equals(SECOND_HALF)) {
            symbols[row][column + 1] = BLANK;
        }
        focus[row][column] = false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cells cells
                && columns == cells.columns
                && Arrays.deepEquals(symbols, cells.symbols)
                && Arrays.deepEquals(roles, cells.roles)
                && Arrays.deepEquals(focus, cells.focus);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                columns, Arrays.deepHashCode(symbols), Arrays.deepHashCode(roles), Arrays.deepHashCode(focus));
    }
}
