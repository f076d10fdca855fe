package dev.llmfit.tui.state;

import dev.llmfit.answers.size.FitsAnswer;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.tui.state.Chosen.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One change that makes a launch fit which does not.
 *
 * @param words the change in words
 * @param changes the launch with it
 */
public record Fix(String words, Changes changes) {
    /** So many have a key. */
    private static final int MOST = 3;

    /** Returns the changes that would help, each alone; none while they are not known. */
    public static List<Fix> of(Chosen c, Known known, Candidate best) {
        Optional<FitsAnswer> answer = known.answer(Questions.fits(c, best));
        if (answer.isEmpty()) {
            return List.of();
        }
        FitsAnswer fits = answer.get();
        Changes now = c.launch();
        GgmlType kv = Questions.options(best, now).typeK();
        List<Fix> fixes = new ArrayList<>();
        fits.ctx()
                .ifPresent(r ->
                        fixes.add(new Fix(String.format(Locale.ROOT, "context %,d", r.most()), now.withCtx(r.most()))));
        fits.cache().stream()
                .filter(t -> t != kv)
                .findFirst()
                .ifPresent(t -> fixes.add(new Fix("KV cache " + t.ggmlName(), now.withKv(t))));
        fits.layers().ifPresent(r -> fixes.add(new Fix("-ngl " + r.most(), now.withNgl(r.most()))));
        fits.experts().ifPresent(r -> fixes.add(new Fix("-ncmoe " + r.least(), now.withNcmoe(r.least()))));
        fits.slots().ifPresent(r -> fixes.add(new Fix("slots " + r.most(), now.withSlots(r.most()))));
        return fixes.subList(0, Math.min(MOST, fixes.size()));
    }

    /** Returns the largest value of a field that fits; empty if it is not known or there is none. */
    static Optional<String> largest(Screen.Field field, Chosen c, Known known, Candidate best) {
        LaunchOptions options = Questions.options(best, c.launch());
        return known.answer(Questions.fits(c, best))
                .flatMap(fits -> switch (field) {
                    case CONTEXT, NGL, SLOTS -> Steps.fitting(field, fits).map(r -> Integer.toString(r.most()));
                    case NCMOE -> Steps.fitting(field, fits).map(r -> Integer.toString(r.least()));
                    case KV -> fits.cache().stream().findFirst().map(GgmlType::ggmlName);
                    case FILE -> Optional.of(c.launch().file().orElse(best.fileType()));
                })
                .filter(v ->
                        field != Screen.Field.KV || !v.equals(options.typeK().ggmlName()));
    }
}
