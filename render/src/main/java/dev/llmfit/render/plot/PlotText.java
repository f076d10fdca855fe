package dev.llmfit.render.plot;

import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a plot on a page: as bars, or in words where a reader speaks it. */
public final class PlotText {
    private PlotText() {}

    /** Writes a plot with its title. */
    public static void print(Plot plot, Page page) {
        page.line(page.bold(plot.title()) + " · " + plot.unit() + " by " + plot.across());
        if (plot.bars().isEmpty()) {
            page.line("There is nothing to draw: no row of the answer fits.");
            return;
        }
        if (!page.isDrawn()) {
            page.table(table(plot));
            for (Limit limit : plot.limits()) {
                page.line("Limit: " + limit.label() + ".");
            }
        } else {
            page.cells(PlotCells.of(plot, page.columns(), page.glyphs()));
        }
    }

    /** Returns the same numbers as a table. */
    public static Table table(Plot plot) {
        Table table = new Table().left(plot.across());
        List<Kind> kinds = plot.bars().stream()
                .flatMap(b -> b.parts().stream())
                .map(Part::kind)
                .distinct()
                .toList();
        boolean spans = plot.bars().stream().anyMatch(b -> b.span().isPresent());
        if (spans) {
            table.right("low").right("expected").right("high");
        }
        kinds.stream().filter(k -> k != Kind.WHOLE).forEach(k -> table.right(k.label()));
        if (!kinds.isEmpty()) {
            table.right(plot.unit());
        }
        table.left("").left("");
        for (Bar bar : plot.bars()) {
            List<String> cells = new ArrayList<>(List.of(bar.label()));
            if (spans) {
                cells.add(bar.span().map(s -> number(s.low())).orElse(""));
                cells.add(bar.span().map(s -> number(s.mid())).orElse(""));
                cells.add(bar.span().map(s -> number(s.high())).orElse(""));
            }
            for (Kind kind : kinds) {
                if (kind != Kind.WHOLE) {
                    cells.add(bar.parts().isEmpty() ? "" : number(amount(bar, kind)));
                }
            }
            if (!kinds.isEmpty()) {
                cells.add(bar.parts().isEmpty() ? "" : number(bar.total()));
            }
            cells.add(bar.mark() == Mark.OVER ? "does not fit" : bar.mark() == Mark.TAKEN ? "taken" : "");
            cells.add(bar.text());
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static double amount(Bar bar, Kind kind) {
        return bar.parts().stream()
                .filter(p -> p.kind() == kind)
                .mapToDouble(Part::amount)
                .sum();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.1f", value);
    }
}
