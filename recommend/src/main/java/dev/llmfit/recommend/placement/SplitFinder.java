package dev.llmfit.recommend.placement;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.fit.NextLayer;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Distributes a number of offloaded layers over the devices so that a token is generated fastest. The fastest split by least sizes is
 * found by dynamic programming; if its exact size overfills a device, every split is cut off that gives the device at least the same
 * layers, and the next fastest is tried. One device that holds all is taken alone ({@code -sm none}) for one answer at a time, where
 * none is faster, unless typical turns then take longer, because several devices read a prompt faster. Otherwise llama.cpp's own split by
 * free memory is kept unless another one is more than a little faster; where the own one overfills a device, the split next to it that
 * does not.
 */
final class SplitFinder {
    /** Faster by less is rounding. */
    private static final double FASTER = 1 + 1e-9;

    /** Doublings that leave a card free for something else are worth, as three percent of a turn are. Judgement. */
    private static final double LITTLE = 0.02;

    /** Share of a compute buffer that another split with fewer layers on the device needs at least. */
    static final double LEAST_COMPUTE = 0.75;

    private final Sizer sizer;
    private final Budgets budgets;
    private final Pace pace;

    SplitFinder(Sizer sizer, Budgets budgets, Pace pace) {
        this.sizer = sizer;
        this.budgets = budgets;
        this.pace = pace;
    }

    /**
     * Returns the fastest launch with all these layers on the devices that fits them, or empty if there is none.
     *
     * @param base launch without a split; its number of GPU layers is used
     * @param costs least bytes of each layer; the last {@code nGpuLayers} are offloaded
     */
    Optional<LayerPlacement> find(LaunchOptions base, long[] costs) {
        Optional<Estimate> automatic = sizer.tried(base, budgets);
        if (automatic.isEmpty()) {
            return Optional.empty();
        }
        Optional<LayerPlacement> fits =
                automatic.filter(budgets::devicesFit).map(e -> new LayerPlacement(base, e, NextLayer.NONE));
        return budgets.devices().size() < 2 ? fits : new Splitting(base, costs, automatic.get()).best(fits);
    }

    /**
     * Returns the smallest compute buffer of a device with layers. Without flash attention nothing is learned: it may be on for another
     * number of layers, and then buffers are much smaller.
     */
    static long leastCompute(Estimate estimate) {
        long least = Long.MAX_VALUE;
        for (int d = 0; d < estimate.devices().size() && estimate.flashAttn(); d++) {
            if (estimate.layerDevice().contains(d)) {
                least = Math.min(least, estimate.devices().get(d).compute().count());
            }
        }
        return least;
    }

    /** Returns what other placements take for compute buffers at least, given the smallest one seen. */
    static long reserved(long compute) {
        return compute == Long.MAX_VALUE ? 0 : (long) (compute * LEAST_COMPUTE);
    }

    /**
     * Returns whether a launch overfills a memory that CPU and GPU share whatever else is moved between them: only its compute buffers
     * would change.
     */
    boolean hopeless(LaunchOptions options) {
        Optional<Estimate> estimate = sizer.tried(options, budgets);
        if (!budgets.shared().contains(true)
                || estimate.isEmpty()
                || !estimate.get().flashAttn()) {
            return false;
        }
        BufferSizes host = estimate.get().host();
        double compute = host.compute().count();
        for (int d = 0; d < budgets.devices().size(); d++) {
            compute += budgets.shared().get(d)
                    ? estimate.get().devices().get(d).compute().count()
                    : 0;
        }
        return budgets.hostLeft(estimate.get()) + compute * (1 - LEAST_COMPUTE) < 0
                && !budgets.shared().contains(false);
    }

    /** The search for one number of layers. */
    private final class Splitting {
        private final LaunchOptions base;
        private final long[] costs;
        private final int first;
        private final SplitTable table;
        private final Estimate automatic;
        private final boolean whole;

        Splitting(LaunchOptions base, long[] costs, Estimate automatic) {
            this.base = base;
            this.automatic = automatic;
            this.whole = base.nGpuLayers() >= costs.length && base.nCpuMoe() == 0;
            this.costs = costs;
            this.first = costs.length - Math.min(base.nGpuLayers(), costs.length);
            this.table = new SplitTable(costs, first, budgets, pace.shares(base, costs.length));
            table.learn(automatic);
        }

        Optional<LayerPlacement> best(Optional<LayerPlacement> own) {
            Optional<LayerPlacement> fastest = fastest(own);
            if (fastest.isEmpty() || fastest.equals(own)) {
                return own;
            }
            if (fastest.get().options().splitMode() == SplitMode.NONE && base.nParallel() == 1) {
                // What several devices lose in writing they may more than gain in reading.
                LayerPlacement chosen =
                        own.filter(p -> pace.cheaper(p, fastest.get(), LITTLE)).orElse(fastest.get());
                return likes(fastest.get().options().mainGpu())
                        .filter(p -> pace.cheaper(p, chosen, LITTLE))
                        .or(() -> Optional.of(chosen));
            }
            double tg = pace.counted(fastest.get());
            Optional<LayerPlacement> usual =
                    own.isPresent() ? own : new EvenedSplit(sizer, budgets, costs, first).next(base, automatic);
            return usual.filter(p -> pace.cheaper(p, fastest.get(), 0))
                    .or(() -> usual.filter(p -> pace.near(pace.counted(p), tg)).map(p -> p.insteadOf(tg)))
                    .or(() -> fastest);
        }

        /** Returns the split over the devices that are as fast as this one, by their memory, where there are such and others. */
        private Optional<LayerPlacement> likes(int device) {
            double alone = pace.reading(base, oneDevice(device));
            double[] shares = new double[budgets.devices().size()];
            double sum = 0;
            int chosen = 0;
            for (int d = 0; d < shares.length; d++) {
                if (pace.near(pace.reading(base, oneDevice(d)), alone)) {
                    shares[d] = budgets.devices().get(d).count();
                    sum += shares[d];
                    chosen++;
                }
            }
            if (chosen < 2 || chosen == shares.length) {
                return Optional.empty();
            }
            LaunchOptions options = split(layers(shares, sum));
            return sizer.tried(options, budgets)
                    .filter(budgets::devicesFit)
                    .map(e -> new LayerPlacement(options, e, NextLayer.NONE));
        }

        /** Returns the layers that devices take by their shares of a sum. */
        private int[] layers(double[] shares, double sum) {
            int[] counts = new int[shares.length];
            int all = costs.length - first;
            double share = 0;
            int given = 0;
            for (int d = 0; d < shares.length; d++) {
                share += shares[d];
                counts[d] = (int) Math.round(all * share / sum) - given;
                given += counts[d];
            }
            return counts;
        }

        private Optional<LayerPlacement> fastest(Optional<LayerPlacement> own) {
            Optional<LayerPlacement> best = own;
            for (int d = 0; d < budgets.devices().size(); d++) {
                if (table.holds(d)) {
                    best = alone(d, best, own);
                }
            }
            Optional<int[]> counts = table.fastest();
            while (counts.isPresent() && faster(split(counts.get()), placement(counts.get()), best)) {
                LaunchOptions options = split(counts.get());
                Optional<Estimate> estimate = sizer.tried(options, budgets);
                if (estimate.isPresent() && budgets.devicesFit(estimate.get())) {
                    return Optional.of(new LayerPlacement(options, estimate.get(), NextLayer.NONE));
                }
                if (estimate.isEmpty() || !table.cut(counts.get(), estimate.get())) {
                    return best;
                }
                counts = table.fastest();
            }
            return best;
        }

        /**
         * Returns the launch on one device if it is faster than the best one, or whole and as fast as the own split. Where parts lie on
         * the host the other devices stay in use: the first multiplies what is copied to it for each batch.
         */
        private Optional<LayerPlacement> alone(int d, Optional<LayerPlacement> best, Optional<LayerPlacement> own) {
            LaunchOptions options = whole ? base.withSplitMode(SplitMode.NONE).withMainGpu(d) : onlyOn(d);
            List<Integer> where = oneDevice(d);
            boolean asFast = whole
                    && best.equals(own)
                    && best.isPresent()
                    && pace.reading(options, where)
                            >= pace.reading(
                                    best.get().options(), best.get().estimate().layerDevice());
            if (!asFast && !faster(options, where, best)) {
                return best;
            }
            return sizer.tried(options, budgets)
                    .filter(budgets::devicesFit)
                    .map(e -> new LayerPlacement(options, e, NextLayer.NONE))
                    .or(() -> best);
        }

        private boolean faster(LaunchOptions options, List<Integer> placement, Optional<LayerPlacement> best) {
            return best.isEmpty()
                    || pace.reading(options, placement)
                            > FASTER
                                    * pace.reading(
                                            best.get().options(),
                                            best.get().estimate().layerDevice());
        }

        private LaunchOptions onlyOn(int d) {
            int[] counts = new int[budgets.devices().size()];
            counts[d] = 1;
            return split(counts);
        }

        private LaunchOptions split(int[] counts) {
            return EvenedSplit.options(base, counts);
        }

        private List<Integer> placement(int[] counts) {
            List<Integer> where = new ArrayList<>(Collections.nCopies(first, -1));
            for (int d = 0; d < counts.length; d++) {
                where.addAll(Collections.nCopies(counts[d], d));
            }
            return where;
        }

        private List<Integer> oneDevice(int d) {
            List<Integer> where = new ArrayList<>(Collections.nCopies(first, -1));
            where.addAll(Collections.nCopies(costs.length - first, d));
            return where;
        }
    }
}
