package dev.llmfit.answers.recommend;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Serving;
import java.util.Locale;
import java.util.Optional;

/** The answer to what is preferred, in one sentence. */
final class PreferredSentence {
    private PreferredSentence() {}

    /** Returns the sentence; empty for a balanced request, among models, or if nothing is worth running. */
    static Optional<String> of(Recommendation r) {
        if (r.outcome() != Recommendation.Outcome.FITS || r.subject().isEmpty()) {
            return Optional.empty();
        }
        Candidate c = r.candidates().getFirst();
        String where = r.machine().devices().isEmpty() ? "in RAM" : "whole on the GPU";
        return switch (r.request().aim()) {
            case BALANCED -> Optional.empty();
            case SPEED ->
                Optional.of(String.format(
                        Locale.ROOT,
                        "Fastest that answers well: %s with %,d tokens, %s tok/s.",
                        c.fileType(),
                        c.options().nCtx(),
                        TwoDigits.range(c.speed().tg())));
            case SMALL ->
                Optional.of(String.format(
                        Locale.ROOT,
                        "Smallest that answers well: %s, %.1f GiB, %s tok/s.",
                        c.fileType(),
                        c.fileBytes().gib(),
                        TwoDigits.range(c.speed().tg())));
            case QUALITY ->
                Optional.of(String.format(
                        Locale.ROOT,
                        "Best quality%s: %s with %,d tokens, %s tok/s.",
                        r.request()
                                .minTps()
                                .map(t -> String.format(Locale.ROOT, " at %.4g tok/s or more", t))
                                .orElse(""),
                        c.fileType(),
                        c.options().nCtx(),
                        TwoDigits.range(c.speed().tg())));
            case CONTEXT ->
                Optional.of(String.format(
                        Locale.ROOT,
                        "Largest context %s: %,d tokens with %s and a %s cache%s.",
                        where,
                        c.options().nCtx(),
                        c.fileType(),
                        c.options().typeK().ggmlName(),
                        trained(r, c) ? ", all that the model was trained for" : ""));
            case USERS, THROUGHPUT -> Optional.of(served(c));
        };
    }

    private static boolean trained(Recommendation r, Candidate c) {
        return r.subject()
                .filter(s ->
                        s.ctxTrain() > 0 && c.options().nCtx() / c.options().nParallel() >= s.ctxTrain())
                .isPresent();
    }

    private static String served(Candidate c) {
        if (c.serving().isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "One user at %,d tokens, %s tok/s, with %s.",
                    c.options().nCtx(),
                    TwoDigits.range(c.speed().tg()),
                    c.fileType());
        }
        Serving s = c.serving().get();
        return String.format(
                Locale.ROOT,
                "%d users at %,d tokens each with %s: about %s tok/s each with half of it filled, %s together.",
                s.users(),
                s.ctxEach(),
                c.fileType(),
                TwoDigits.of(s.half().mid()),
                TwoDigits.of(s.total().mid()));
    }
}
