package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.matrix.MatrixResult.ModelResult;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.ModelExpectation;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Holds the best launch of models on a machine against what a matrix expects of them. */
final class ModelChecks {
    private final Workbench bench;
    private final Engines engines;

    /**
     * Creates the checks.
     *
     * @param engines what launches are sized and timed with
     */
    ModelChecks(Workbench bench, Engines engines) {
        this.bench = bench;
        this.engines = engines;
    }

    /** Checks every expectation on a machine. */
    List<ModelResult> of(Machine machine, List<ModelExpectation> expectations) {
        if (expectations.isEmpty()) {
            return List.of();
        }
        Recommender recommender = new Recommender(machine, bench.rules(), engines);
        return expectations.stream()
                .map(expected -> check(recommender, expected))
                .toList();
    }

    private ModelResult check(Recommender recommender, ModelExpectation expected) {
        Offers.Named named = Offers.find(bench, expected.model());
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
        return new ModelResult(name, verdict, failures(expected, best, verdict));
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
