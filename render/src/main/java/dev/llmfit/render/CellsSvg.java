package dev.llmfit.render;

import java.util.List;
import java.util.Locale;

/**
 * A grid of characters as SVG, as a terminal shows it: text stays text, light and dark by the reader's setting. Frames and bars are
 * drawn, so that they close whatever font a reader has.
 */
public final class CellsSvg {
    /** Width and height of a cell in a font of 14 px: most monospaced fonts are 0.6 em wide, and frames close at 1.2 em. */
    private static final double WIDTH = 8.4;

    private static final int HEIGHT = 17;
    /** From the top of a cell to the line that text stands on. */
    private static final int BASE = 13;

    private static final int PAD = 12;
    private static final String BLANK = " ";
    private static final String BLOCKS = "█▓▒░";
    /** Frames: of each symbol the ends that its lines go to from the middle, left, right, up, down; heavy ones behind light ones. */
    private static final String FRAMES = "─│┌┐└┘━┃┏┓┗┛";

    private static final List<String> ENDS = List.of("lr", "ud", "rd", "ld", "ru", "lu");

    private final Cells cells;
    private final StringBuilder svg = new StringBuilder();
    private final StringBuilder light = new StringBuilder();
    private final StringBuilder heavy = new StringBuilder();

    private CellsSvg(Cells cells) {
        this.cells = cells;
    }

    /**
     * Returns the picture.
     *
     * @param title what it shows, in a few words
     * @param description the same for readers who see no picture
     */
    public static String of(Cells cells, String title, String description) {
        return new CellsSvg(cells).drawn(title, description);
    }

    private String drawn(String title, String description) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %d\" role=\"img\""
                        + " aria-labelledby=\"t d\">\n",
                number(cells.columns() * WIDTH + 2 * PAD),
                cells.rows() * HEIGHT + 2 * PAD));
        svg.append("<title id=\"t\">").append(XmlText.escaped(title)).append("</title>\n");
        svg.append("<desc id=\"d\">").append(XmlText.escaped(description)).append("</desc>\n<style>\n");
        svg.append(
                "text { font: 14px ui-monospace, Menlo, Consolas, monospace; white-space: pre }\n.b { font-weight: 600 }\n");
        svg.append(".l { fill: none; stroke-width: 1 }\n.h { stroke-width: 2.5 }\n");
        style(Theme.LIGHT);
        svg.append("@media (prefers-color-scheme: dark) {\n");
        style(Theme.DARK);
        svg.append("}\n</style>\n<rect class=\"g\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n");
        for (int row = 0; row < cells.rows(); row++) {
            row(row);
        }
        path("l", light);
        path("l h", heavy);
        return svg.append("</svg>\n").toString();
    }

    private void path(String kind, StringBuilder lines) {
        if (!lines.isEmpty()) {
            svg.append("<path class=\"")
                    .append(kind)
                    .append("\" d=\"")
                    .append(lines)
                    .append("\"/>\n");
        }
    }

    private void style(Theme theme) {
        svg.append(String.format(Locale.ROOT, "text, .f { fill: #%06x }\n", theme.rgb(Role.TEXT)));
        svg.append(String.format(Locale.ROOT, ".l { stroke: #%06x }\n", theme.rgb(Role.TEXT)));
        svg.append(String.format(Locale.ROOT, ".g, .r { fill: #%06x }\n", theme.ground()));
        for (Role role : Role.values()) {
            if (theme.rgb(role) != theme.rgb(Role.TEXT)) {
                svg.append(String.format(Locale.ROOT, ".%s { fill: #%06x }\n", name(role), theme.rgb(role)));
            }
        }
    }

    /** Returns the class of a role: two letters that tell it. */
    private static String name(Role role) {
        return role.name().substring(0, 2).toLowerCase(Locale.ROOT);
    }

    private void row(int row) {
        int y = PAD + row * HEIGHT;
        StringBuilder runs = new StringBuilder();
        for (int from = 0; from < cells.columns(); ) {
            int end = from + 1;
            while (end < cells.columns() && isLike(row, from, end)) {
                end++;
            }
            if (BLOCKS.contains(cells.symbol(row, from))) {
                block(row, from, end, y);
            } else if (FRAMES.contains(cells.symbol(row, from))) {
                frame(FRAMES.indexOf(cells.symbol(row, from)), from, end, y);
            } else {
                run(row, from, end, y, runs);
            }
            from = end;
        }
        if (!runs.isEmpty()) {
            svg.append("<text y=\"").append(y + BASE).append("\">").append(runs).append("</text>\n");
        }
    }

    /** A run ends where the role or the focus changes, before and behind what is drawn, and before a gap, which is not written. */
    private boolean isLike(int row, int from, int column) {
        String first = cells.symbol(row, from);
        String next = cells.symbol(row, column);
        boolean same = first.equals(next) || !(isDrawn(first) || isDrawn(next));
        boolean gap = isBlank(row, column)
                && (column + 1 == cells.columns() || isBlank(row, column + 1))
                && !cells.isFocused(row, column);
        return same
                && !gap
                && !(isBlank(row, from) && !cells.isFocused(row, from))
                && cells.role(row, from) == cells.role(row, column)
                && cells.isFocused(row, from) == cells.isFocused(row, column);
    }

    private static boolean isDrawn(String symbol) {
        return !symbol.isEmpty() && (BLOCKS.contains(symbol) || FRAMES.contains(symbol));
    }

    /** A bar's patterns are shades here: a part that is thinner there is paler. */
    private void block(int row, int from, int end, int y) {
        double shade = 1 - BLOCKS.indexOf(cells.symbol(row, from)) / (double) BLOCKS.length();
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\"%s x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n",
                name(cells.role(row, from)),
                shade < 1 ? " opacity=\"" + shade + '"' : "",
                number(PAD + from * WIDTH),
                y,
                number((end - from) * WIDTH),
                HEIGHT));
    }

    /** Draws one symbol of a frame over some cells. */
    private void frame(int symbol, int from, int end, int y) {
        StringBuilder lines = symbol < ENDS.size() ? light : heavy;
        String ends = ENDS.get(symbol % ENDS.size());
        if (ends.equals("lr")) {
            lines.append('M').append(number(PAD + from * WIDTH)).append(' ').append(number(y + HEIGHT / 2.0));
            lines.append('h').append(number((end - from) * WIDTH));
            return;
        }
        for (int c = from; c < end; c++) {
            for (int i = 0; i < ends.length(); i++) {
                half(ends.charAt(i), c, y, lines);
            }
        }
    }

    /** Draws from the middle of a cell to one of its edges. */
    private static void half(char to, int column, int y, StringBuilder lines) {
        boolean across = to == 'l' || to == 'r';
        double far = across ? WIDTH / 2 : HEIGHT / 2.0;
        lines.append('M')
                .append(number(PAD + (column + 0.5) * WIDTH))
                .append(' ')
                .append(number(y + HEIGHT / 2.0))
                .append(across ? 'h' : 'v')
                .append(number(to == 'l' || to == 'u' ? -far : far));
    }

    private boolean isBlank(int row, int column) {
        return cells.symbol(row, column).equals(BLANK);
    }

    private void run(int row, int from, int end, int y, StringBuilder runs) {
        StringBuilder text = new StringBuilder();
        for (int c = from; c < end; c++) {
            text.append(cells.symbol(row, c));
        }
        boolean focused = cells.isFocused(row, from);
        if (text.toString().isBlank() && !focused) {
            return;
        }
        if (focused) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"f\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n",
                    number(PAD + from * WIDTH),
                    y,
                    number((end - from) * WIDTH),
                    HEIGHT));
        }
        Role role = cells.role(row, from);
        String kind = focused ? "r" : role == Role.CHOICE ? "b" : role == Role.TEXT ? "" : name(role);
        runs.append("<tspan x=\"").append(number(PAD + from * WIDTH)).append('"');
        if (end - from > 1) {
            runs.append(" textLength=\"").append(number((end - from) * WIDTH)).append('"');
        }
        runs.append(kind.isEmpty() ? "" : " class=\"" + kind + '"');
        runs.append('>').append(XmlText.escaped(text.toString())).append("</tspan>");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }
}
