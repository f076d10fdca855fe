package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.matrix.MatrixResult.ModelResult;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.answers.recommend.Trained;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.ModelExpectation;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.plan.SizedEngines;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Holds launches of models on a machine against what a matrix expects of them. */
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

    /** Checks every expectation on a machine. What is asked of one launch several times is searched once. */
    List<ModelResult> of(Machine machine, List<ModelExpectation> expectations) {
        Map<ModelExpectation, Checked> checked = new HashMap<>();
        return expectations.stream()
                .map(expected -> check(machine, expected, checked))
                .toList();
    }

    /** A launch by its name, why the model was not trained for it, and what came out of it. */
    private record Checked(String name, Optional<String> beyond, Outcome outcome) {}

    /**
     * A launch that was found or fixed.
     *
     * @param verdict where its weights lie
     * @param ctxEach tokens of context of each user; 0 if it does not fit
     * @param tokensPerSecond tokens per second that each user gets; 0 if it does not fit
     */
    record Outcome(Verdict verdict, int ctxEach, double tokensPerSecond) {
        /** Nothing fits. */
        static final Outcome NO_FIT = new Outcome(Verdict.NO_FIT, 0, 0);
    }

    private ModelResult check(Machine machine, ModelExpectation expected, Map<ModelExpectation, Checked> checked) {
        Checked launch = checked.computeIfAbsent(expected.withoutBounds(), wanted -> checked(machine, wanted));
        return new ModelResult(
                launch.name(),
                launch.outcome().verdict().id(),
                launch.beyond().map(List::of).orElseGet(() -> failures(expected, launch.outcome())));
    }

    private Checked checked(Machine machine, ModelExpectation wanted) {
        Offers.Named named = Offers.find(bench, wanted.model());
        Optional<String> fileType = wanted.fileType().map(Offers::fileType).or(named::fileType);
        String name = name(wanted, fileType);
        Optional<String> beyond = Trained.refuses(
                named.offer().name(),
                named.offer().shape(),
                wanted.ctx().stream().boxed().findFirst());
        if (beyond.isPresent()) {
            return new Checked(name, beyond, Outcome.NO_FIT);
        }
        Engines built = new Engines(engines.memory(), engines.speed(), build(wanted), engines.failures());
        Outcome outcome = FixedLaunchCheck.isFixed(wanted.launch())
                ? new FixedLaunchCheck(machine, built).of(named.offer(), fileType, wanted)
                : best(machine, built, named, fileType, wanted);
        return new Checked(name, beyond, outcome);
    }

    private Outcome best(
            Machine machine, Engines built, Offers.Named named, Optional<String> fileType, ModelExpectation expected) {
        Request chat = Request.chat();
        Optional<GgmlType> cache = expected.launch().typeK().map(LaunchWish::cacheType);
        Request request = new Request(
                chat.useCase(),
                expected.ctx().stream().boxed().findFirst(),
                Optional.empty(),
                expected.users().stream().boxed().findFirst(),
                fileType,
                cache.map(List::of).orElse(chat.cacheTypes()),
                chat.margin(),
                1);
        Recommendation answer = new Recommender(machine, bench.rules(), built).forModel(named.offer(), request);
        if (answer.outcome() == Recommendation.Outcome.NOTHING_FITS
                || answer.candidates().isEmpty()) {
            return Outcome.NO_FIT;
        }
        Candidate best = answer.candidates().getFirst();
        return new Outcome(
                best.verdict(),
                best.options().nCtx() / Math.max(1, best.options().nParallel()),
                best.serving().map(Serving::half).orElse(best.speed().tg()).mid());
    }

    private static EngineBuild build(ModelExpectation expected) {
        Optional<String> engine = expected.launch().engine().filter(SizedEngines::isOther);
        try {
            return engine.map(EngineBuild::parse).orElse(EngineBuild.NEWEST);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    new Refusal(
                            Refusal.Kind.BAD_QUESTION,
                            "usage",
                            "The engine of " + expected.model() + " is " + e.getMessage() + ".",
                            Hint.plain("write llama.cpp, or a build of it such as " + EngineBuild.NEWEST.name())),
                    e);
        }
    }

    private static String name(ModelExpectation expected, Optional<String> fileType) {
        StringBuilder name = new StringBuilder(expected.model());
        fileType.ifPresent(t -> name.append(' ').append(t));
        expected.users().ifPresent(n -> name.append(", ").append(n).append(n == 1 ? " user" : " users"));
        expected.ctx().ifPresent(n -> name.append(String.format(Locale.ROOT, ", %,d tokens", n)));
        expected.launch()
                .nGpuLayers()
                .ifPresent(n -> name.append(", -ngl ").append(n == Integer.MAX_VALUE ? "all" : Integer.toString(n)));
        return name.toString();
    }

    private static List<String> failures(ModelExpectation expected, Outcome got) {
        List<String> failures = new ArrayList<>();
        List<String> accepted =
                expected.verdict().map(v -> List.of(v.split("\\|", -1))).orElse(List.of());
        boolean fits = got.verdict() != Verdict.NO_FIT;
        if (!(accepted.isEmpty() ? fits : accepted.contains(got.verdict().id()))) {
            failures.add("verdict " + got.verdict().id() + " instead of "
                    + (accepted.isEmpty() ? "one that fits" : String.join(" or ", accepted)));
        }
        if (!fits) {
            return failures;
        }
        double wanted = expected.minTokensPerSecond().orElse(0);
        if (got.tokensPerSecond() < wanted) {
            failures.add(String.format(
                    Locale.ROOT,
                    "%.1f tok/s instead of at least %.1f%s",
                    got.tokensPerSecond(),
                    wanted,
                    expected.users().orElse(1) > 1 ? " for each user" : ""));
        }
        if (got.ctxEach() < expected.ctx().orElse(0)) {
            failures.add("a context of " + got.ctxEach() + " instead of "
                    + expected.ctx().orElse(0));
        }
        return failures;
    }
}
