package dev.llmfit.cli.recommend;

import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.cli.hardware.MatrixResult;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.ModelExpectation;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Holds the best launch of models on a machine against what a matrix expects of them. */
public final class ModelChecks {
    private final Recommender recommender;

    private ModelChecks(Recommender recommender) {
        this.recommender = recommender;
    }

    /** Checks every expectation on a machine. */
    public static List<MatrixResult.ModelResult> of(Machine machine, List<ModelExpectation> expectations) {
        if (expectations.isEmpty()) {
            return List.of();
        }
        ModelChecks checks = new ModelChecks(new Recommender(
                machine, Session.bench().rules(), Session.bench().estimators()));
        return expectations.stream().map(checks::check).toList();
    }

    private MatrixResult.ModelResult check(ModelExpectation expected) {
        Offers.Named named = Offers.find(Session.bench(), expected.model());
        Optional<String> fileType = expected.fileType().map(Offers::fileType).or(named::fileType);
        Request chat = Request.chat();
        Request request = new Request(
                chat.useCase(),
                expected.contextSize().isPresent()
                        ? Optional.of(expected.contextSize().getAsInt())
                        : Optional.empty(),
                Optional.empty(),
                chat.users(),
                fileType,
                chat.cacheTypes(),
                chat.margin(),
                1);
        Recommendation answer = recommender.forModel(named.offer(), request);
        Optional<Candidate> best = answer.outcome() == Recommendation.Outcome.NOTHING_FITS
                ? Optional.empty()
                : answer.candidates().stream().findFirst();
        String verdict = best.map(Candidate::verdict).orElse(Verdict.NO_FIT).id();
        String name = expected.model() + fileType.map(t -> " " + t).orElse("");
        return new MatrixResult.ModelResult(name, verdict, failures(expected, best, verdict));
    }

    private static List<String> failures(ModelExpectation expected, Optional<Candidate> best, String verdict) {
        List<String> failures = new ArrayList<>();
        List<String> accepted =
                expected.verdict().map(v -> List.of(v.split("\\|", -1))).orElse(List.of());
        boolean wanted = accepted.isEmpty() ? best.isPresent() : accepted.contains(verdict);
        if (!wanted) {
            failures.add("verdict " + verdict + " instead of "
                    + (accepted.isEmpty() ? "one that fits" : String.join(" or ", accepted)));
        }
        if (best.isEmpty()) {
            return failures;
        }
        double speed = best.get().speed().tg().mid();
        if (speed < expected.minTokensPerSecond().orElse(0)) {
            failures.add(String.format(
                    Locale.ROOT,
                    "%.1f tok/s instead of at least %.1f",
                    speed,
                    expected.minTokensPerSecond().orElse(0)));
        }
        int context = best.get().options().nCtx();
        if (context < expected.contextSize().orElse(0)) {
            failures.add("a context of " + context + " instead of "
                    + expected.contextSize().orElse(0));
        }
        return failures;
    }
}
