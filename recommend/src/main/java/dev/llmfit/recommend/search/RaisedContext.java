package dev.llmfit.recommend.search;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.Optional;

/**
 * A launch whose context meets the need gets a larger one for nothing: up to what the model was trained for and what fits in the same
 * placement. A GPU's own memory is used nearly whole, because nothing else wants it; of memory that the system works in half of what is
 * left stays free.
 */
public final class RaisedContext {
    /** Contexts are raised in steps of so many tokens of each slot: numbers that people know. */
    private static final int STEP = 4096;

    /** More than this nobody fills: what the longest models of today were trained for, most of them. Judgement. */
    private static final int MOST = 262_144;

    /** Slots that share a cache are for many short texts: each gets at most so many times what it needs. Judgement. */
    private static final int SHARED = 4;

    /** Stays free of a device beside its margin, so that the card is not full to it. Judgement. */
    private static final long SPARE = 256L << 20;

    /** Buffers grow a little faster than in proportion; a first guess may be too large, and is made smaller. Judgement. */
    private static final double CAREFUL = 0.97;

    private static final int TRIES = 4;

    private final Situation situation;
    private final Engines engines;

    public RaisedContext(Situation situation, Engines engines) {
        this.situation = situation;
        this.engines = engines;
    }

    /** Returns the launch with the largest context that costs nothing; the same one if there is none. */
    public PlannedLaunch of(PlannedLaunch launch, ModelProfile profile) {
        Objective objective = situation.objective();
        int slots = launch.options().nParallel();
        int each = launch.options().nCtx() / slots;
        int trained = profile.hyper().nCtxTrain();
        boolean small = objective.weights().size() > 0; // what is left is for other programs
        if (small
                || objective.ctxFixed()
                || launch.options().embeddings()
                || each < objective.ctxEach()
                || trained <= each) {
            return launch;
        }
        int enough = slots > 1 ? Math.min(MOST, SHARED * objective.ctxEach()) : MOST;
        if (enough <= each) {
            return launch;
        }
        Search search = new Search(launch, Math.min(trained, enough) / STEP * STEP);
        PlannedLaunch raised = search.raised(launch);
        boolean alone = launch.options().splitMode() == SplitMode.NONE;
        return alone && raised.options().nCtx() < search.most
                ? search.overAll().map(search::raised).orElse(raised)
                : raised;
    }

    /** The contexts of one launch. */
    private final class Search {
        private final Sizer sizer;
        private final Pace pace;
        private final Budgets budgets;
        private final Machine machine = situation.machine();
        private final PlannedLaunch first;
        private final int most;

        Search(PlannedLaunch first, int trained) {
            this.first = first;
            var model = first.offer().model(first.fileType());
            this.budgets = ProjectorRoom.of(first.offer(), situation.objective().useCase(), machine, engines.build())
                    .left(engines.learned(situation.budgets(), machine, model));
            this.sizer = new Sizer(engines.memory(), model, budgets.memory(), engines.build());
            this.pace = new Pace(engines.speed(), model, machine, Pace.Wanted.GENERATION);
            this.most = (int) Math.min((long) trained * first.options().nParallel(), Integer.MAX_VALUE / 2);
        }

        /** Returns the launch over all devices, where that is as fast as on one. */
        Optional<PlannedLaunch> overAll() {
            LaunchOptions options =
                    first.options().withSplitMode(SplitMode.LAYER).withMainGpu(0);
            return sizer.size(options)
                    .filter(budgets::devicesFit)
                    .filter(e -> pace.near(pace.counted(options, e.layerDevice()), first.tg()))
                    .map(e -> first.with(options, e).with(pace.speed(options, e.layerDevice())));
        }

        PlannedLaunch raised(PlannedLaunch launch) {
            PlannedLaunch best = launch;
            int step = STEP * launch.options().nParallel();
            int low = launch.options().nCtx();
            int high = most;
            double lowRoom = room(launch.estimate());
            double wanted = low * (1 + factor(launch.estimate()));
            for (int i = 0; i < TRIES && high - low >= step; i++) {
                int ctx = Math.clamp((long) wanted, low + 1, high);
                if (ctx / step * step <= low) {
                    break;
                }
                LaunchOptions larger = launch.options().withNCtx(ctx / step * step);
                Optional<Estimate> estimate = sizer.size(larger);
                double room = estimate.map(this::room).orElse(-1.0);
                double each = (lowRoom - room) / (larger.nCtx() - low);
                if (estimate.isPresent() && room >= 0) {
                    best = launch.with(larger, estimate.get());
                    low = larger.nCtx();
                    lowRoom = room;
                } else {
                    high = larger.nCtx() - step;
                }
                wanted = each > 0 ? low + lowRoom / each : high;
            }
            return best;
        }

        /** Returns the bytes that may still be used; negative if the launch does not fit. */
        private double room(Estimate e) {
            double room = budgets.devicesFit(e) ? Double.MAX_VALUE : -1;
            for (int d = 0; d < budgets.devices().size(); d++) {
                boolean holds = e.devices().get(d).context().count() > 0
                        && !budgets.shared().get(d);
                room = holds ? Math.min(room, (double) (budgets.left(e, d) - SPARE)) : room;
            }
            boolean shared =
                    budgets.shared().contains(true) || e.host().context().count() > 0;
            double kept = shared ? budgets.hostLeft(first.estimate()) / 2.0 : 0;
            return Math.min(room, budgets.hostLeft(e) - kept);
        }

        /** Returns by which factor of itself the context may grow, by what its cache takes now. */
        private double factor(Estimate e) {
            double context = e.host().context().count();
            for (int d = 0; d < budgets.devices().size(); d++) {
                context =
                        Math.max(context, (double) e.devices().get(d).context().count());
            }
            return context > 0 ? Math.max(0, room(e) / context) * CAREFUL : 0;
        }
    }
}
