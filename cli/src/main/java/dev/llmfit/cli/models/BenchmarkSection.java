package dev.llmfit.cli.models;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.gguf.catalog.BenchmarkFigure;
import dev.llmfit.gguf.catalog.BenchmarkFigure.Mode;
import dev.llmfit.gguf.catalog.BenchmarkKind.Better;
import dev.llmfit.gguf.catalog.BenchmarkSource;
import dev.llmfit.gguf.catalog.Benchmarks;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary.Confidence;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The published benchmark results of a model, each with its source. */
record BenchmarkSection(List<BenchmarkFigure> figures) {
    /** Looks up the results of a model of the bundled catalogue; a model of the user has none. */
    static BenchmarkSection of(ResolvedModel model) {
        return new BenchmarkSection(model.entry()
                .map(CatalogueEntry::summary)
                .filter(summary -> summary.confidence() != Confidence.USER)
                .map(summary -> Benchmarks.of(summary.id()))
                .orElse(List.of()));
    }

    /** Prints a table of results and the numbered list of their sources; nothing if there are none. */
    void print(Console console) {
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
        console.line("");
        table.lines(console.columns()).forEach(console::line);
        console.line("");
        console.line("Compare results of one benchmark and one source only; docs/models.md says why.");
        for (int i = 0; i < sources.size(); i++) {
            BenchmarkSource source = sources.get(i);
            console.line("[" + (i + 1) + "] " + source.title() + ", " + source.date());
            console.line("    " + source.address());
        }
    }

    /** Returns the results as JSON objects. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (BenchmarkFigure figure : figures) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("benchmark", figure.kind().id());
            one.put("name", figure.kind().name());
            one.put("topic", figure.kind().topic());
            one.put("value", figure.value());
            one.put("unit", figure.kind().unit());
            one.put("better", figure.kind().better().name().toLowerCase(Locale.ROOT));
            one.put("mode", figure.mode().map(BenchmarkSection::name));
            one.put("setting", Optional.of(figure.setting()).filter(s -> !s.isEmpty()));
            one.put("name_at_source", figure.nameAtSource());
            one.put("measured_by", figure.source().measuredBy().name().toLowerCase(Locale.ROOT));
            one.put("source", figure.source().title());
            one.put("date", figure.source().date());
            one.put("address", figure.source().address());
            all.add(one);
        }
        return all;
    }

    private static String value(BenchmarkFigure figure) {
        boolean percent = figure.kind().unit().equals("%");
        return String.format(Locale.ROOT, percent ? "%.1f %%" : "%.0f", figure.value());
    }

    private static List<String> how(BenchmarkFigure figure) {
        List<String> parts = new ArrayList<>();
        figure.mode().map(BenchmarkSection::name).ifPresent(parts::add);
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
