package dev.llmfit.render.models;

import dev.llmfit.gguf.catalog.BenchmarkFigure;
import dev.llmfit.gguf.catalog.BenchmarkFigure.Mode;
import dev.llmfit.gguf.catalog.BenchmarkKind.Better;
import dev.llmfit.gguf.catalog.BenchmarkSource;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The published benchmark results of a model, each with its source. */
final class BenchmarksText {
    private BenchmarksText() {}

    /** Writes a table of results and the numbered list of their sources; nothing if there are none. */
    static void print(List<BenchmarkFigure> figures, Page page) {
        if (figures.isEmpty()) {
            return;
        }
        List<BenchmarkSource> sources =
                figures.stream().map(BenchmarkFigure::source).distinct().toList();
        Table table =
                new Table().left("benchmark").right("result").left("source").left("how");
        for (BenchmarkFigure figure : figures) {
            table.row(
                    figure.kind().name(),
                    value(figure),
                    "[" + (sources.indexOf(figure.source()) + 1) + "]",
                    String.join("; ", how(figure)));
        }
        page.line("");
        page.table(table);
        page.line("");
        page.paragraph("", "Compare results of one benchmark and one source only; docs/models.md says why.");
        for (int i = 0; i < sources.size(); i++) {
            BenchmarkSource source = sources.get(i);
            page.paragraph("[" + (i + 1) + "] ", source.title() + ", " + source.date());
            page.line("    " + source.address());
        }
    }

    private static String value(BenchmarkFigure figure) {
        boolean percent = figure.kind().unit().equals("%");
        return String.format(Locale.ROOT, percent ? "%.1f %%" : "%.0f", figure.value());
    }

    private static List<String> how(BenchmarkFigure figure) {
        List<String> parts = new ArrayList<>();
        figure.mode().map(BenchmarksText::name).ifPresent(parts::add);
        if (!figure.setting().isEmpty()) {
            parts.add(figure.setting());
        }
        if (figure.kind().better() == Better.LOWER) {
            parts.add("lower is better");
        }
        return parts;
    }

    private static String name(Mode mode) {
        return switch (mode) {
            case THINKING -> "thinking";
            case NON_THINKING -> "non-thinking";
        };
    }
}
