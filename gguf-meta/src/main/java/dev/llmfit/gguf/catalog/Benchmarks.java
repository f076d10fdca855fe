package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.catalog.BenchmarkFigure.Mode;
import dev.llmfit.gguf.catalog.BenchmarkKind.Better;
import dev.llmfit.gguf.catalog.BenchmarkSource.MeasuredBy;
import dev.llmfit.units.BundledTable;
import dev.llmfit.units.CsvLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Published benchmark results of the catalogue's models, each with its source. Read from {@code benchmarks.csv} when first asked
 * for; only the lines of the wanted model are parsed. Safe for use by several threads.
 */
public final class Benchmarks {
    private static final class Holder {
        static final Map<String, BenchmarkKind> KINDS = readKinds();
        static final Map<String, BenchmarkSource> SOURCES = readSources();
        static final List<String> FIGURES = BundledTable.lines(Benchmarks.class, "benchmarks.csv");
    }

    private Benchmarks() {}

    /**
     * Returns the results of one model, in the order of their sources; empty if none is known.
     *
     * @param modelId id of the catalogue's entry, for example {@code llama3.1-8b}
     */
    public static List<BenchmarkFigure> of(String modelId) {
        String start = modelId + ',';
        List<BenchmarkFigure> figures = new ArrayList<>();
        for (String line : Holder.FIGURES) {
            if (line.startsWith(start)) {
                figures.add(figure(CsvLine.split(line)));
            }
        }
        return List.copyOf(figures);
    }

    /** Returns all results, model by model in the order of the catalogue. */
    public static List<BenchmarkFigure> all() {
        return Holder.FIGURES.stream()
                .map(CsvLine::split)
                .map(Benchmarks::figure)
                .toList();
    }

    /** Returns the benchmarks, topic by topic. */
    public static List<BenchmarkKind> kinds() {
        return List.copyOf(Holder.KINDS.values());
    }

    private static BenchmarkFigure figure(List<String> f) {
        return new BenchmarkFigure(
                f.get(0),
                known(Holder.KINDS, f.get(1), "benchmark"),
                Double.parseDouble(f.get(2)),
                f.get(3).isEmpty() ? Optional.empty() : Optional.of(Mode.valueOf(constant(f.get(3)))),
                f.get(4),
                f.get(5),
                known(Holder.SOURCES, f.get(6), "source"));
    }

    private static Map<String, BenchmarkKind> readKinds() {
        Map<String, BenchmarkKind> kinds = new LinkedHashMap<>();
        for (String line : BundledTable.lines(Benchmarks.class, "benchmark-kinds.csv")) {
            List<String> f = CsvLine.split(line);
            kinds.put(
                    f.get(0),
                    new BenchmarkKind(
                            f.get(0),
                            f.get(1),
                            f.get(2),
                            Double.parseDouble(f.get(3)),
                            Double.parseDouble(f.get(4)),
                            Better.valueOf(constant(f.get(5))),
                            f.get(6),
                            f.get(7)));
        }
        return kinds;
    }

    private static Map<String, BenchmarkSource> readSources() {
        Map<String, BenchmarkSource> sources = new LinkedHashMap<>();
        for (String line : BundledTable.lines(Benchmarks.class, "benchmark-sources.csv")) {
            List<String> f = CsvLine.split(line);
            sources.put(
                    f.get(0),
                    new BenchmarkSource(
                            f.get(0), f.get(1), MeasuredBy.valueOf(constant(f.get(2))), f.get(3), f.get(4)));
        }
        return sources;
    }

    private static <T> T known(Map<String, T> table, String id, String what) {
        T found = table.get(id);
        if (found == null) {
            throw new IllegalStateException("benchmarks.csv names the unknown " + what + " " + id);
        }
        return found;
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
