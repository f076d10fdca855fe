package dev.llmfit.answers.measure;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.RecommendedLaunch;
import dev.llmfit.engine.Launch;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A launch that may be tried on this machine. A machine that runs out of memory ends programs of its user, so nothing is written
 * or started that is predicted not to fit, with the margins of {@code recommend}.
 *
 * @param launch the launch
 * @param chosen what was chosen for the user, a sentence without a final stop; empty if all was said
 */
public record FittingLaunch(Launch launch, Optional<String> chosen) {
    /** What is left open is chosen, and sized. */
    public static final class Choice {
        private final Workbench bench;
        private final Machine machine;

        /** Creates the choice for this machine. */
        public Choice(Workbench bench, Machine machine) {
            this.bench = bench;
            this.machine = machine;
        }

        /**
         * Returns the launch of a model with what was left open as {@code recommend} would have it.
         *
         * @throws RefusedException if it does not fit and is not forced
         */
        public FittingLaunch of(MeantModel meant, Model model, WantedLaunch wanted) {
            FittingLaunch launch = chosen(meant, model, wanted);
            check(meant, model, wanted.with(launch.launch().options()), 0);
            return launch;
        }

        /** Returns the launch of a model that stands for another: with a usual context, if none was named. */
        public FittingLaunch usual(MeantModel meant, Model model, WantedLaunch wanted) {
            LaunchOptions asked = wanted.launch().options();
            LaunchOptions options = wanted.contextNamed() ? asked : asked.withNCtx(usualContext(model));
            check(meant, model, wanted.with(options), 0);
            return new FittingLaunch(
                    wanted.with(options).launch(),
                    wanted.contextNamed()
                            ? Optional.empty()
                            : Optional.of("no context was named, so it is tried with -c " + options.nCtx()));
        }

        /** Returns the launch without sizing it: its context is not the one that is run. */
        public FittingLaunch chosen(MeantModel meant, Model model, WantedLaunch wanted) {
            if (wanted.contextNamed()) {
                return new FittingLaunch(wanted.launch(), Optional.empty());
            }
            LaunchOptions asked = wanted.launch().options();
            Recommendation found = RecommendedLaunch.of(bench, machine, meant, model);
            Optional<Candidate> best = found.outcome() == Recommendation.Outcome.NOTHING_FITS
                    ? Optional.empty()
                    : found.candidates().stream().findFirst();
            if (best.isEmpty() && !wanted.force()) {
                throw refused(meant, found.why());
            }
            int context = best.map(c -> c.options().nCtx()).orElseGet(() -> usualContext(model));
            boolean whole = wanted.isOpen() && best.isPresent();
            LaunchOptions options = whole
                    ? best.get()
                            .options()
                            .withNOutputsMax(Math.max(1, best.get().options().nParallel()))
                    : asked.withNCtx(context);
            return new FittingLaunch(wanted.with(options).launch(), Optional.of(sentence(options, best, whole)));
        }

        /**
         * Refuses a launch that does not fit. Devices of RPC servers are llama.cpp's own to ask.
         *
         * @param leastContext a context that it will have at least, tokens
         * @throws RefusedException if it does not fit and is not forced
         */
        public void check(MeantModel meant, Model model, WantedLaunch wanted, int leastContext) {
            if (wanted.force() || !wanted.launch().rpcServers().isEmpty()) {
                return;
            }
            LaunchOptions options = wanted.launch().options();
            LaunchOptions sized =
                    options.nCtx() == 0 ? options : options.withNCtx(Math.max(options.nCtx(), leastContext));
            Estimate estimate = bench.estimator().estimate(model, DeviceMemory.of(machine), sized, EngineBuild.NEWEST);
            List<String> missing = new ArrayList<>();
            for (DeviceUse use : Budgets.of(machine, Budgets.DEFAULT_MARGIN)
                    .use(machine, estimate)
                    .all()) {
                if (!use.fits()) {
                    missing.add(shortage(use));
                }
            }
            if (!missing.isEmpty()) {
                throw refused(meant, Optional.of(String.join(", ", missing) + contextSaid(estimate) + "."));
            }
        }

        private static String contextSaid(Estimate estimate) {
            return String.format(Locale.ROOT, ", with a context of %,d tokens", estimate.nCtx());
        }

        private static String shortage(DeviceUse use) {
            return String.format(
                    Locale.ROOT,
                    "it needs %.1f GiB on %s, where %.1f GiB are free and %.1f GiB of them are kept",
                    use.total().plus(use.shared()).gib(),
                    use.name().equals("host") ? "the host" : use.name(),
                    use.free().gib(),
                    use.margin().gib());
        }

        private static int usualContext(Model model) {
            int trained = HyperParameters.of(model).nCtxTrain();
            return trained > 0 ? Math.min(trained, FileTypeFit.CONTEXT) : FileTypeFit.CONTEXT;
        }

        private static RefusedException refused(MeantModel meant, Optional<String> why) {
            return new RefusedException(new Refusal(
                    Refusal.Kind.DOES_NOT_FIT,
                    "does-not-fit",
                    "Not started: " + meant.heading() + " is predicted not to fit"
                            + why.map(w -> ": " + w).orElse("."),
                    Hint.of(
                            "{0} says what does, {1} tries it all the same",
                            new Ask("recommend").and("model", meant.asked()), new Change("force", "true"))));
        }

        private static String sentence(LaunchOptions o, Optional<Candidate> best, boolean whole) {
            String taken = whole ? String.join(" ", best.orElseThrow().plan().launchArguments()) : "-c " + o.nCtx();
            return best.isPresent()
                    ? "no context was named, so the launch is the one that recommend takes here: " + taken
                    : "no context was named, so it is tried with " + taken;
        }
    }
}
