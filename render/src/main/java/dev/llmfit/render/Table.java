package dev.llmfit.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A table: in plain text columns separated by two spaces, padded to their widest cell. Where the terminal is too narrow, columns go
 * that are said to be spare, then those on the right. Rows are never wrapped. The same table is written in Markdown and as
 * comma-separated values, with all columns.
 */
public final class Table {
    private static final int GAP = 2;

    /** What the cells of a column hold. */
    enum Kind {
        /** A word or a number. */
        TEXT,
        /** Two numbers with a dash between them. */
        RANGE,
        /** A number and the whole that it is part of. */
        SHARE
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private String indent = "";

    /**
     * A column.
     *
     * @param heading what stands above it in plain text
     * @param name what it is called where every column has a name
     * @param right whether it is aligned to the right
     * @param kind what its cells hold
     * @param spare whether it goes first where there is no room
     * @param words what its symbols mean
     */
    private record Column(
            String heading, String name, boolean right, Kind kind, boolean spare, Map<String, String> words) {
        Column dispensable() {
            return new Column(heading, name, right, kind, true, words);
        }

        Column headed(String text) {
            return new Column(text, name, right, kind, spare, words);
        }

        String word(String cell) {
            String symbol = cell.strip();
            return words.isEmpty() ? TableCells.word(cell) : words.getOrDefault(symbol, symbol);
        }
    }

    private record Row(Role role, List<String> cells) {}

    /** Adds a column aligned to the left. */
    public Table left(String heading) {
        return column(new Column(heading, heading, false, Kind.TEXT, false, Map.of()));
    }

    /** Adds a column aligned to the right, for numbers. */
    public Table right(String heading) {
        return column(new Column(heading, heading, true, Kind.TEXT, false, Map.of()));
    }

    /** Adds a column for ranges, {@code 14 – 19}: two columns in a spreadsheet. */
    public Table range(String heading) {
        return column(new Column(heading, heading, false, Kind.RANGE, false, Map.of()));
    }

    /** Adds a column for parts of a whole, {@code 33/81}: two columns in a spreadsheet, which would take it for a date. */
    public Table share(String heading) {
        return column(new Column(heading, heading, true, Kind.SHARE, false, Map.of()));
    }

    /**
     * Adds a column of symbols without a heading.
     *
     * @param name what it is called where words are written instead
     * @param words what each symbol means
     */
    public Table mark(String name, Map<String, String> words) {
        return column(new Column("", name, false, Kind.TEXT, false, Map.copyOf(words)));
    }

    /** Sets what stands above the column that was added last in plain text. */
    public Table headed(String heading) {
        columns.set(columns.size() - 1, columns.getLast().headed(heading));
        return this;
    }

    /** Lets the column that was added last go first where there is no room. */
    public Table spare() {
        columns.set(columns.size() - 1, columns.getLast().dispensable());
        return this;
    }

    private Table column(Column column) {
        columns.add(column);
        return this;
    }

    /** Sets the text before each line. */
    public Table indent(String text) {
        indent = text;
        return this;
    }

    /**
     * Adds a row. One that begins with {@code ▸} is the one that is taken.
     *
     * @throws IllegalArgumentException if the number of cells is not the number of columns
     */
    public Table row(String... cells) {
        return row(cells.length > 0 && cells[0].equals("▸") ? Role.CHOICE : Role.TEXT, cells);
    }

    /**
     * Adds a row in the colour of a role; what it means has to stand in a cell too.
     *
     * @throws IllegalArgumentException if the number of cells is not the number of columns
     */
    public Table row(Role role, String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(new Row(role, List.of(cells)));
        return this;
    }

    /** Returns whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns the lines, no wider than {@code maxWidth} columns; trailing spaces are cut. */
    public List<String> lines(int maxWidth) {
        return lines(maxWidth, false, (_, cell) -> cell);
    }

    /**
     * Returns the lines.
     *
     * @param maxWidth columns that there are
     * @param spoken whether symbols are written as words
     * @param painted writes a cell in the colour of a role
     */
    List<String> lines(int maxWidth, boolean spoken, BiFunction<Role, String, String> painted) {
        List<String> headings =
                columns.stream().map(c -> spoken ? c.name() : c.heading()).toList();
        List<List<String>> texts =
                rows.stream().map(row -> spoken ? words(row) : row.cells()).toList();
        int[] widths = widths(headings, texts);
        List<Integer> shown = shown(widths, maxWidth);
        List<String> lines = new ArrayList<>();
        if (headings.stream().anyMatch(h -> !h.isEmpty())) {
            lines.add(line(headings, widths, shown, Role.TEXT, (_, cell) -> cell));
        }
        for (int r = 0; r < rows.size(); r++) {
            lines.add(line(texts.get(r), widths, shown, rows.get(r).role(), painted));
        }
        return lines;
    }

    /** Returns the lines of a table in Markdown. */
    List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(TableCells.row(columns.stream().map(Column::name).toList()));
        lines.add("|"
                + String.join(
                        "|",
                        columns.stream().map(c -> c.right() ? "--:" : "---").toList()) + "|");
        rows.forEach(row -> lines.add(TableCells.row(row.cells())));
        return lines;
    }

    /** Returns the lines of comma-separated values, headings first. */
    List<String> csv() {
        List<String> lines = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            switch (column.kind()) {
                case TEXT -> names.add(TableCells.csv(column.name()));
                case RANGE -> {
                    names.add(TableCells.csv(column.name() + " low"));
                    names.add(TableCells.csv(column.name() + " high"));
                }
                case SHARE -> {
                    names.add(column.name());
                    names.add(column.name() + " of");
                }
            }
        }
        lines.add(String.join(",", names));
        for (Row row : rows) {
            List<String> values = new ArrayList<>();
            List<String> words = words(row);
            for (int i = 0; i < columns.size(); i++) {
                values.addAll(TableCells.values(words.get(i), columns.get(i).kind()));
            }
            lines.add(String.join(",", values));
        }
        return lines;
    }

    private List<String> words(Row row) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            words.add(columns.get(i).word(row.cells().get(i)));
        }
        return words;
    }

    private int[] widths(List<String> headings, List<List<String>> texts) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = CharWidth.of(headings.get(i));
            for (List<String> row : texts) {
                widths[i] = Math.max(widths[i], CharWidth.of(row.get(i)));
            }
        }
        return widths;
    }

    private List<Integer> shown(int[] widths, int maxWidth) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            shown.add(i);
        }
        while (shown.size() > 1 && width(widths, shown) > maxWidth) {
            List<Integer> spare =
                    shown.stream().filter(i -> columns.get(i).spare()).toList();
            shown.remove(/* element */ spare.isEmpty() ? shown.getLast() : spare.getLast());
        }
        return shown;
    }

    private int width(int[] widths, List<Integer> shown) {
        int sum = CharWidth.of(indent) + GAP * (shown.size() - 1);
        for (int i : shown) {
            sum += widths[i];
        }
        return sum;
    }

    private String line(
            List<String> cells,
            int[] widths,
            List<Integer> shown,
            Role role,
            BiFunction<Role, String, String> painted) {
        StringBuilder line = new StringBuilder(indent);
        for (int i : shown) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - CharWidth.of(cell));
            String text = cell.isBlank() ? cell : painted.apply(TableCells.role(cell, role), cell);
            line.append(i == shown.getFirst() ? "" : "  ")
                    .append(columns.get(i).right() ? padding + text : text + padding);
        }
        return line.toString().stripTrailing();
    }
}
