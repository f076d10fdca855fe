package dev.llmfit.tui.state;

import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.tui.state.Chosen.Filter;
import dev.llmfit.tui.state.Row.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * The list of models: the recommended with their ranks, then the others of the catalogue. Those of the newest year come first, of
 * them those that lie on the GPU, the largest first.
 */
public final class Rows {
    /** A comfortable speed of the filter, tok/s. */
    private static final double FAST = 20;

    /** What makes a model one that people talk to. */
    private static final Set<String> TALKS = Set.of("chat", "code", "reasoning", "vision", "tools");

    private Rows() {}

    /** Returns the name of a model as it is written in commands: Ollama's plainest where there is one. */
    public static String name(ModelSummary summary) {
        return summary.ollama().isEmpty() ? summary.id() : summary.ollama().getFirst();
    }

    /** Returns the model of the plan: the one that was chosen, else the first that was found, else the first of the recommended. */
    public static Optional<String> model(Chosen c, Known known) {
        if (!c.query().isBlank()) {
            List<Row> found = of(c, known);
            boolean chosen = c.model().isPresent()
                    && found.stream().anyMatch(r -> r.model().equals(c.model().get()));
            if (!found.isEmpty() && !chosen) {
                return Optional.of(found.getFirst().model());
            }
        }
        return c.model()
                .or(() -> known.answer(Questions.list(c))
                        .flatMap(RecommendAnswer::first)
                        .map(Candidate::model));
    }

    /** Returns what is recommended for the model of the plan, as far as it is known. */
    public static Optional<RecommendAnswer> best(Chosen c, Known known) {
        return model(c, known)
                .flatMap(m -> known.answer(Questions.best(c, m, c.launch().file())));
    }

    /** Returns where the model of the plan is in the list; -1 if it is not. */
    public static int marked(List<Row> rows, Chosen c, Known known) {
        Optional<String> model = model(c, known);
        return model.map(m -> rows.stream().map(Row::model).toList().indexOf(m)).orElse(-1);
    }

    /**
     * Returns the first row that is seen of a list: the marked one is in the window, near its middle in a long list.
     *
     * @param seen rows that are seen
     */
    public static int first(List<Row> rows, int seen, Chosen c, Known known) {
        int at = marked(rows, c, known);
        return at < seen ? 0 : Math.clamp((long) at - seen / 2, 0, Math.max(0, rows.size() - seen));
    }

    /** Returns the rows as far as they are known. */
    public static List<Row> of(Chosen c, Known known) {
        Map<String, Row> rows = new LinkedHashMap<>();
        OnDisk disk = OnDisk.of(known);
        List<Match> matches =
                known.answer(Questions.models(c)).map(a -> a.models()).orElse(List.of());
        Map<String, Match> byName = new LinkedHashMap<>();
        matches.forEach(m -> byName.putIfAbsent(name(m.summary()), m));
        boolean all = c.query().isBlank();
        known.answer(Questions.list(c)).filter(RecommendAnswer::runs).ifPresent(answer -> {
            for (Candidate candidate : answer.found().candidates()) {
                Match match = byName.get(candidate.model());
                if (all || match != null) {
                    rows.put(
                            candidate.model(),
                            new Row(
                                    candidate.model(),
                                    OptionalInt.of(candidate.rank()),
                                    Optional.ofNullable(match).map(Match::summary),
                                    Optional.of(candidate),
                                    Optional.empty(),
                                    match != null && disk.has(match.summary())));
                }
            }
        });
        List<Map.Entry<String, Match>> others = new ArrayList<>(byName.entrySet());
        if (all) { // a search has an order of its own
            others.sort(Comparator.comparing(
                            (Map.Entry<String, Match> e) -> year(e.getValue().summary()), Comparator.reverseOrder())
                    .thenComparing(e -> e.getValue().place().orElse(WeightsPlace.NO))
                    .thenComparingLong(e -> -e.getValue().summary().parameters()));
        }
        others.forEach(e -> rows.computeIfAbsent(e.getKey(), model -> row(c, known, model, e.getValue(), disk)));
        return rows.values().stream().filter(r -> passes(c, r)).sorted(order(c)).toList();
    }

    private static String year(ModelSummary summary) {
        return summary.release().substring(0, Math.min(4, summary.release().length()));
    }

    private static Row row(Chosen c, Known known, String model, Match match, OnDisk disk) {
        Optional<Candidate> launch =
                known.answer(Questions.best(c, model, Optional.empty())).flatMap(RecommendAnswer::first);
        return new Row(
                model,
                OptionalInt.empty(),
                Optional.of(match.summary()),
                launch,
                match.place(),
                disk.has(match.summary()));
    }

    private static boolean passes(Chosen c, Row row) {
        boolean found = !c.query().isBlank(); // what is searched by name is shown, whatever it is made for
        boolean talks = row.rank().isPresent()
                || row.summary()
                        .filter(s -> s.purposes().stream().anyMatch(TALKS::contains))
                        .isPresent();
        return (found || talks) && c.filters().stream().allMatch(filter -> passes(filter, row));
    }

    private static boolean passes(Filter filter, Row row) {
        Set<String> purposes =
                Set.copyOf(row.summary().map(ModelSummary::purposes).orElse(List.of()));
        return switch (filter) {
            case FITS -> row.mark() != Mark.NO;
            case WHOLE -> row.mark() == Mark.WHOLE;
            case FAST -> row.launch().filter(l -> l.each().mid() >= FAST).isPresent();
            case IMAGES ->
                row.summary().filter(s -> s.modalities().contains("image")).isPresent();
            case CODE -> purposes.contains("code");
            case DISK -> row.onDisk();
            case OPEN -> row.summary().filter(ModelSummary::isOpen).isPresent();
        };
    }

    private static Comparator<Row> order(Chosen c) {
        return switch (c.sort()) {
            case RANK -> (_, _) -> 0;
            case SPEED -> numbers(r -> r.launch().map(l -> l.each().mid()));
            case FILE -> numbers(r -> r.launch().map(l -> -l.fileBytes().gib()));
            case ABILITY ->
                numbers(r -> r.launch().map(l -> l.score().parts().model().value()));
            case CONTEXT -> numbers(r -> r.launch().map(l -> (double) l.ctxEach()));
            case SINCE ->
                Comparator.comparing((Row r) ->
                                r.summary().map(ModelSummary::release).orElse(""))
                        .reversed();
            case NAME -> Comparator.comparing(r -> r.model().toLowerCase(Locale.ROOT));
        };
    }

    /** The largest first, those of which it is not known last. */
    private static Comparator<Row> numbers(Function<Row, Optional<Double>> number) {
        return Comparator.comparing((Row r) -> number.apply(r).orElse(Double.NEGATIVE_INFINITY))
                .reversed();
    }
}
