package dev.llmfit.tui.state;

import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.size.FitsAnswer;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Screen.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The values that a field of the plan can have, in order, and which of them it has.
 *
 * @param values values as they are written
 * @param at which one it has; -1 if none
 */
public record Steps(List<String> values, int at) {
    /** Types of a cache that people use, the largest first. */
    private static final List<GgmlType> CACHES = List.of(GgmlType.F16, GgmlType.Q8_0, GgmlType.Q5_1, GgmlType.Q4_0);

    /** The smallest context that is offered, tokens. */
    private static final int LEAST_CTX = 1024;

    /** The largest context that is offered of a model that does not say what it was trained for, tokens. */
    private static final int MOST_CTX = 1 << 20;

    /** So far a key goes that is pressed with shift. */
    static final int FAR = 8;

    public Steps {
        values = List.copyOf(values);
    }

    /** Returns which values of a field fit beside the others; empty where none does, or where the field is no number. */
    public static Optional<FitsAnswer.Range> fitting(Field field, FitsAnswer fits) {
        return switch (field) {
            case CONTEXT -> fits.ctx();
            case NGL -> fits.layers();
            case NCMOE -> fits.experts();
            case SLOTS -> fits.slots();
            case FILE, KV -> Optional.empty();
        };
    }

    /** Returns the values of a field of a launch as recommended with what was changed. */
    public static Steps of(Field field, Chosen c, Known known, RecommendAnswer best) {
        Optional<Candidate> first = best.first();
        if (first.isEmpty()) {
            return new Steps(List.of(), -1);
        }
        LaunchOptions options = Questions.options(first.get(), c.launch());
        return switch (field) {
            case FILE -> files(c, known, first.get());
            case CONTEXT -> contexts(c, known, best, options.nCtx() / options.nParallel());
            case KV ->
                named(
                        CACHES.stream().map(GgmlType::ggmlName).toList(),
                        options.typeK().ggmlName());
            case NGL -> numbers(first.get().layers(), options.nGpuLayers());
            case NCMOE ->
                numbers(
                        first.get().layers() - 1,
                        Math.min(options.nCpuMoe(), first.get().layers() - 1));
            case SLOTS -> slots(options.nParallel());
        };
    }

    private static Steps named(List<String> values, String now) {
        return new Steps(values, values.indexOf(now));
    }

    private static Steps numbers(int most, int now) {
        List<String> values = new ArrayList<>();
        for (int n = 0; n <= most; n++) {
            values.add(Integer.toString(n));
        }
        return new Steps(values, Math.clamp(now < 0 ? most : now, 0, most));
    }

    private static Steps slots(int now) {
        TreeSet<Integer> values = new TreeSet<>();
        for (int n = 1; n <= LaunchOptions.MAX_PARALLEL; n = n < FAR ? n + 1 : 2 * n) {
            values.add(n);
        }
        values.add(now);
        return named(values.stream().map(String::valueOf).toList(), Integer.toString(now));
    }

    /** Doublings, what the model was trained for, what is recommended, the largest that fits, and what it is now. */
    private static Steps contexts(Chosen c, Known known, RecommendAnswer best, int now) {
        Candidate first = best.first().orElseThrow();
        int trained =
                best.found().subject().map(s -> s.ctxTrain()).filter(n -> n > 0).orElse(MOST_CTX);
        TreeSet<Integer> values = new TreeSet<>();
        for (int n = LEAST_CTX; n <= trained; n *= 2) {
            values.add(n);
        }
        values.add(trained);
        values.add(first.ctxEach());
        known.answer(Questions.fits(c, first)).flatMap(FitsAnswer::ctx).ifPresent(r -> values.add(r.most()));
        values.add(now);
        return named(values.stream().map(String::valueOf).toList(), Integer.toString(now));
    }

    /** File types that people make, the smallest first; what is recommended alone until they are known. */
    private static Steps files(Chosen c, Known known, Candidate first) {
        List<String> types = known.answer(Questions.files(c, first.model()))
                .map(a -> a.rows().stream()
                        .filter(r -> r.usual() || r.fileType().name().equals(first.fileType()))
                        .sorted(Comparator.comparingLong(r -> r.summary().tensorBytes()))
                        .map(r -> r.fileType().name())
                        .toList())
                .orElse(List.of());
        String now = c.launch().file().orElse(first.fileType()).toUpperCase(Locale.ROOT);
        return types.contains(now) ? named(types, now) : new Steps(List.of(now), 0);
    }

    /** Returns the value so many steps on; the last of them where there are fewer. */
    Optional<String> moved(int by) {
        if (at < 0) {
            return Optional.empty();
        }
        int to = Math.clamp((long) at + by, 0, values.size() - 1);
        return to == at ? Optional.empty() : Optional.of(values.get(to));
    }

    /** Returns a launch with a field that has this value. */
    static Changes changed(Changes launch, Field field, String value) {
        return switch (field) {
            case FILE -> launch.withFile(value);
            case CONTEXT -> launch.withCtx(Integer.parseInt(value));
            case KV -> launch.withKv(GgmlType.byName(value).orElseThrow());
            case NGL -> launch.withNgl(Integer.parseInt(value));
            case NCMOE -> launch.withNcmoe(Integer.parseInt(value));
            case SLOTS -> launch.withSlots(Integer.parseInt(value));
        };
    }
}
