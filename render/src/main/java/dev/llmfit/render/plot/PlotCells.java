package dev.llmfit.render.plot;

import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.render.Cells;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Role;
import java.util.List;
import java.util.Locale;

/** A plot in characters: a row for each bar, with its number, its mark and what is told of it, as wide as there is room. */
public final class PlotCells {
    /** Bars are no shorter: shorter ones say nothing; what is told behind them goes first. */
    private static final int SHORTEST_BAR = 12;

    private static final int LONGEST_BAR = 60;
    private static final int GAP = 2;
    private static final String TAKEN = "▸";
    private static final String OVER = "✗";
    private final Plot plot;
    private final int columns;
    private final Cells cells;
    private final int labels;
    private final int numbers;
    private final int texts;
    private final int bar;
    private final double scale;

    private PlotCells(Plot plot, int columns, Glyphs glyphs) {
        this.plot = plot;
        this.columns = columns;
        this.cells = new Cells(columns, plot.bars().size() + (legend().isEmpty() ? 0 : 1), glyphs);
        this.labels = widest(plot.bars().stream().map(Bar::label).toList());
        this.numbers = widest(plot.bars().stream().map(PlotCells::number).toList());
        int longest = widest(plot.bars().stream().map(Bar::text).toList());
        int rest = columns - labels - numbers - 3 * GAP - 1;
        this.texts = rest - longest - 1 >= SHORTEST_BAR ? longest : Math.max(0, rest - SHORTEST_BAR - 1);
        this.bar = Math.clamp((long) rest - (texts == 0 ? 0 : texts + 1), 1, LONGEST_BAR);
        this.scale = plot.most() > 0 ? bar / plot.most() : 0;
    }

    /**
     * Draws a plot.
     *
     * @param columns columns that there are
     */
    public static Cells of(Plot plot, int columns, Glyphs glyphs) {
        return new PlotCells(plot, columns, glyphs).drawn();
    }

    private int widest(List<String> texts) {
        return texts.stream().mapToInt(cells::width).max().orElse(0);
    }

    private Cells drawn() {
        int row = 0;
        for (Bar each : plot.bars()) {
            draw(each, row++);
        }
        if (!legend().isEmpty()) {
            legend(row);
        }
        return cells;
    }

    private void draw(Bar each, int row) {
        Role role = each.mark() == Mark.OVER ? Role.BAD : each.mark() == Mark.TAKEN ? Role.CHOICE : Role.TEXT;
        cells.right(row, 0, labels, each.label(), role);
        int at = labels + GAP;
        if (each.span().isPresent()) {
            span(each.span().get(), row, at);
        } else {
            parts(each.parts(), row, at);
        }
        for (Limit limit : plot.limits()) {
            cells.put(row, at + Math.min(bar - 1, (int) Math.round(limit.value() * scale)), 1, "│", Role.HINT);
        }
        at += bar + GAP;
        cells.right(row, at, numbers, number(each), role);
        at += numbers + 1;
        cells.put(row, at, 1, each.mark() == Mark.OVER ? OVER : each.mark() == Mark.TAKEN ? TAKEN : " ", role);
        cells.put(row, at + GAP, Math.min(texts, columns - at - GAP), each.text(), Role.TEXT);
    }

    private void parts(List<Part> parts, int row, int at) {
        int[] ends = Stack.ends(parts, scale, bar, false);
        int from = 0;
        for (int p = 0; p < ends.length; p++) {
            Part part = parts.get(p);
            if (part.kind() == Kind.WHOLE) { // a bar of one part ends in an eighth of a column
                String whole = dev.llmfit.render.Bar.of(part.amount() * scale / bar, bar);
                cells.put(row, at, whole, Role.WEIGHTS);
            } else {
                cells.fill(row, at + from, ends[p] - from, Stack.glyph(part.kind()), Stack.role(part.kind()));
            }
            from = ends[p];
        }
    }

    private void span(Span span, int row, int at) {
        int from = column(span.low());
        int to = column(span.high());
        cells.fill(row, at + from, to - from + 1, "━", Role.WEIGHTS);
        cells.put(row, at + column(span.mid()), 1, "●", Role.CHOICE);
    }

    private int column(double value) {
        return Math.clamp((long) (value * scale), 0, bar - 1);
    }

    private static String number(Bar bar) {
        if (bar.span().isPresent()) {
            return format(bar.span().get().mid());
        }
        return bar.parts().isEmpty() ? "" : format(bar.total());
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.1f", value);
    }

    private List<Kind> legend() {
        return plot.bars().stream()
                .flatMap(b -> b.parts().stream())
                .map(Part::kind)
                .filter(k -> k != Kind.WHOLE)
                .distinct()
                .toList();
    }

    private void legend(int row) {
        int at = labels + GAP;
        for (Kind kind : legend()) {
            cells.put(row, at, 1, Stack.glyph(kind), Stack.role(kind));
            at += 2 + cells.put(row, at + 2, kind.label(), Role.HINT) + GAP;
        }
        for (Limit limit : plot.limits()) {
            cells.put(row, at, "│ " + limit.label(), Role.HINT);
        }
    }
}
