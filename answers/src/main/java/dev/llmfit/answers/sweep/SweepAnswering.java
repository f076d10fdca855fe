package dev.llmfit.answers.sweep;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.size.FitsAnswer;
import dev.llmfit.answers.size.FitsAnswer.Range;
import dev.llmfit.answers.size.LaunchSeries;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.sweep.SweepAnswer.Row;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Sizes a launch for each value of a field. */
final class SweepAnswering {
    /** Types that people choose from: those that most publishers have, beside one that loses nothing. */
    private static final List<String> FILE_TYPES =
            List.of("Q2_K", "Q3_K_M", "IQ4_XS", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "BF16");

    /** Cache types from the largest, as llama.cpp's {@code -ctk} takes them. */
    private static final List<String> CACHE_TYPES = List.of("f16", "q8_0", "q5_1", "q4_0");

    /** Physical batches around llama.cpp's default of 512. */
    private static final List<String> BATCHES = List.of("128", "256", "512", "1024", "2048");

    /** The shortest context that is told; judgement: less holds no conversation. */
    private static final int SHORTEST = 4096;

    /** Steps between no layer and all; judgement: a table of one screen. */
    private static final int LAYER_STEPS = 8;

    private static final int MOST_SLOTS = 32;

    private final SweepQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final LaunchSeries series;

    SweepAnswering(SweepQuestion question, Workbench bench, Progress progress) throws IOException {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.series = LaunchSeries.of(question.base(), bench);
    }

    SweepAnswer answer() throws IOException {
        List<String> values = question.values().isEmpty() ? usual() : question.values();
        SizeAnswer base = series.answer(series.options());
        String taken = taken(base);
        List<Row> rows = new ArrayList<>();
        for (String value : values) {
            progress.step(question.over().key() + " " + value, (double) rows.size() / values.size());
            rows.add(row(value, value.equals(taken)));
        }
        return new SweepAnswer(question.over(), base.model().meant(), rows);
    }

    private Row row(String value, boolean taken) throws IOException {
        try {
            LaunchSeries of = question.over() == StateField.FILE
                    ? LaunchSeries.of(inType(question.base(), value), bench)
                    : series;
            LaunchOptions options = options(value);
            SizeAnswer size = of.answer(options);
            return new Row(value, taken, Optional.of(size), of.fullSpeed(size), Optional.empty());
        } catch (LaunchRefusedException | ModelNotFoundException | RefusedException e) {
            return new Row(
                    value, taken, Optional.empty(), Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Returns the question for another file of the model. */
    private static SizeQuestion inType(SizeQuestion base, String type) {
        if (!(base.model() instanceof Named named)) {
            return base;
        }
        String reference = named.reference();
        int slash = reference.lastIndexOf('/');
        int colon = reference.lastIndexOf(':');
        // A type behind the second colon, or of a repository behind the first; a tag such as 8b stays.
        boolean typed = colon > slash && (slash >= 0 || reference.indexOf(':') != colon);
        String bare = typed ? reference.substring(0, colon) : reference;
        return new SizeQuestion(
                new Named(bare + ":" + type),
                Optional.empty(),
                base.headerOnly(),
                base.options(),
                base.loaded(),
                base.place(),
                base.build(),
                Optional.empty(),
                base.start(),
                base.turn());
    }

    private LaunchOptions options(String value) {
        LaunchOptions options = series.options().withNCtx(series.nCtx());
        int slots = Math.max(1, options.nParallel());
        return switch (question.over()) {
            case CTX -> options.withNCtx(Math.multiplyExact(Integer.parseInt(value), slots));
            case NGL -> options.withNGpuLayers(value.equals(State.ALL) ? -1 : Integer.parseInt(value));
            case NCMOE -> options.withNCpuMoe(value.equals(State.ALL) ? Integer.MAX_VALUE : Integer.parseInt(value));
            case NP -> LaunchSeries.withSlots(options, Integer.parseInt(value));
            case UB ->
                options.withNUbatch(Integer.parseInt(value))
                        .withNBatch(Math.max(options.nBatch(), Integer.parseInt(value)));
            case KV -> cache(options, value);
            default -> options;
        };
    }

    private static LaunchOptions cache(LaunchOptions options, String value) {
        List<GgmlType> types = List.of(value.split("/", 2)).stream()
                .map(t -> GgmlType.byName(t).orElseThrow())
                .toList();
        return options.withTypeK(types.getFirst()).withTypeV(types.getLast());
    }

    /** Returns the value that the launch itself has. */
    private String taken(SizeAnswer base) {
        LaunchOptions options = base.options();
        String k = options.typeK().ggmlName();
        String v = options.typeV().ggmlName();
        return switch (question.over()) {
            case CTX -> Integer.toString(series.nCtx() / Math.max(1, options.nParallel()));
            case NGL -> layers(options.nGpuLayers());
            case NCMOE -> Integer.toString(options.nCpuMoe());
            case NP -> Integer.toString(Math.max(1, options.nParallel()));
            case UB -> Integer.toString(options.nUbatch());
            case KV -> k.equals(v) ? k : k + "/" + v;
            default -> base.model().meant().fileType().orElse("");
        };
    }

    private String layers(int given) {
        return Integer.toString(given < 0 ? series.allLayers() : Math.min(given, series.allLayers()));
    }

    /** Returns the values that matter: steps that people take, the launch's own, and the largest that fits. */
    private List<String> usual() {
        return switch (question.over()) {
            case CTX -> numbers(contexts());
            case NGL -> numbers(layerCounts());
            case NCMOE -> numbers(expertCounts());
            case NP -> numbers(slotCounts());
            case UB -> BATCHES;
            case KV -> CACHE_TYPES;
            default -> FILE_TYPES;
        };
    }

    private static List<String> numbers(NavigableSet<Integer> values) {
        return values.stream().map(String::valueOf).toList();
    }

    private NavigableSet<Integer> contexts() {
        int each = series.nCtx() / Math.max(1, series.options().nParallel());
        int trained = Math.max(series.hyper().nCtxTrain(), each);
        NavigableSet<Integer> values = new TreeSet<>(List.of(each, trained));
        for (long n = SHORTEST; n < trained; n *= 2) {
            values.add((int) n);
        }
        fits().ctx().ifPresent(r -> values.add(r.most()));
        return values;
    }

    private NavigableSet<Integer> layerCounts() {
        int all = series.allLayers();
        NavigableSet<Integer> values = stepped(all);
        values.add(Integer.valueOf(layers(series.options().nGpuLayers())));
        fits().layers().ifPresent(r -> withNext(values, r.most(), all));
        return values;
    }

    private NavigableSet<Integer> expertCounts() {
        int all = series.allLayers() - 1;
        NavigableSet<Integer> values = stepped(all);
        values.add(Math.min(series.options().nCpuMoe(), all));
        fits().experts().map(Range::least).ifPresent(values::add);
        return values;
    }

    private static NavigableSet<Integer> stepped(int all) {
        NavigableSet<Integer> values = new TreeSet<>();
        int step = Math.max(1, Math.ceilDiv(all, LAYER_STEPS));
        IntStream.iterate(0, n -> n < all, n -> n + step).forEach(values::add);
        values.add(all);
        return values;
    }

    /** The value behind the largest that fits tells what one more costs. */
    private static void withNext(NavigableSet<Integer> values, int most, int all) {
        values.add(most);
        values.add(Math.min(all, most + 1));
    }

    private NavigableSet<Integer> slotCounts() {
        NavigableSet<Integer> values =
                new TreeSet<>(List.of(Math.max(1, series.options().nParallel())));
        for (int n = 1; n <= MOST_SLOTS; n *= 2) {
            values.add(n);
        }
        fits().slots().map(Range::most).ifPresent(values::add);
        return values;
    }

    private FitsAnswer fits() {
        return series.fits();
    }
}
