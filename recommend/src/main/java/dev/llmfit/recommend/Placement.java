package dev.llmfit.recommend;

import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.ToDoubleBiFunction;

/**
 * Finds the best placement of one file at one context and cache type: everything on the devices, the experts of some layers on the
 * host, some layers on the host, or everything on the host. Each result is sized exactly; least sizes only skip what cannot fit.
 */
final class Placement {
    /** A split is given up for one device only if that is faster by more than rounding. */
    private static final double NOTICEABLE = 1.001;

    private final Sizer sizer;
    private final Budgets budgets;
    private final WeightMap weights;
    private final long[] costs;
    private final LaunchOptions base;
    private final SplitFinder splits;
    private final int all;
    private final long guessed;

    /**
     * Creates the search.
     *
     * @param cache least bytes of the cache of each layer
     * @param base launch options without a placement
     * @param computeGuess compute buffer of a similar launch, where to begin; 0 if none is known
     */
    Placement(Sizer sizer, Budgets budgets, WeightMap weights, long[] cache, LaunchOptions base, long computeGuess) {
        this.sizer = sizer;
        this.budgets = budgets;
        this.weights = weights;
        this.base = base;
        this.splits = new SplitFinder(sizer, budgets);
        this.all = weights.layers() + 1;
        this.guessed = Math.multiplyExact(computeGuess, (long) budgets.devices().size());
        this.costs = new long[all];
        for (int il = 0; il < all; il++) {
            costs[il] = weights.weights(il) + cache[il];
        }
    }

    /**
     * Returns the launch with everything on the devices: on one of several if that is faster, as beside a slower card, else
     * on all.
     *
     * @param speed generation of a launch by its placement
     */
    Optional<Placed> full(ToDoubleBiFunction<LaunchOptions, List<Integer>> speed) {
        if (least(all) > budgets.allDevices()) {
            return Optional.empty();
        }
        Optional<Placed> best = onDevices(all).filter(this::hostFits);
        int count = budgets.devices().size();
        for (int d = 0; count > 1 && d < count; d++) {
            if (least(all) <= budgets.devices().get(d).count()) {
                List<Double> alone = new ArrayList<>(Collections.nCopies(count, 0.0));
                alone.set(d, 1.0);
                Optional<Placed> one = sized(base.withNGpuLayers(all).withTensorSplit(alone));
                boolean faster = one.isPresent()
                        && (best.isEmpty() || tg(one.get(), speed) > tg(best.get(), speed) * NOTICEABLE);
                best = faster ? one : best;
            }
        }
        return best;
    }

    private static double tg(Placed placed, ToDoubleBiFunction<LaunchOptions, List<Integer>> speed) {
        return speed.applyAsDouble(placed.options(), placed.estimate().layerDevice());
    }

    private Optional<Placed> sized(LaunchOptions options) {
        return sizer.size(options).filter(budgets::fits).map(e -> new Placed(options, e, OptionalLong.empty()));
    }

    /** Returns the launch with the fewest layers' experts on the host and everything else on the devices. */
    Optional<Placed> experts() {
        int fewest = fewestExpertLayers(0);
        if (fewest > weights.layers()) {
            return Optional.empty();
        }
        int k = Math.min(fewestExpertLayers(guessed), weights.layers());
        Optional<Placed> found = withExperts(k);
        while (found.isEmpty() && k < weights.layers()) {
            k = Math.min(weights.layers(), k + expertStep(k));
            found = withExperts(k);
        }
        while (found.isPresent() && k > fewest) {
            Optional<Placed> fewer = withExperts(k - 1);
            if (fewer.isEmpty()) {
                break;
            }
            found = fewer;
            k--;
        }
        return found.filter(this::hostFits);
    }

    /** Returns the launch with the most layers on the devices that fits, fewer than all and at least one. */
    Optional<Placed> partial() {
        int most = mostLayers(budgets.allDevices());
        int n = Math.min(Math.max(1, mostLayers(budgets.allDevices() - guessed)), Math.min(most, all - 1));
        Optional<Placed> found = Optional.empty();
        while (n >= 1 && found.isEmpty()) {
            found = onDevices(n);
            if (found.isEmpty()) {
                n -= layerStep(n);
            }
        }
        while (found.isPresent() && n < Math.min(most, all - 1)) {
            Optional<Placed> more = onDevices(n + 1);
            if (more.isEmpty()) {
                break;
            }
            found = more;
            n++;
        }
        int chosen = n;
        return found.filter(this::hostFits).map(p -> new Placed(p.options(), p.estimate(), missing(chosen + 1)));
    }

    /** Returns the launch with everything on the host. */
    Optional<Placed> host() {
        long least = weights.total();
        for (int il = 0; il < all; il++) {
            least += costs[il] - weights.weights(il);
        }
        if (least > budgets.host().count()) {
            return Optional.empty();
        }
        LaunchOptions options = base.withNGpuLayers(0);
        return sizer.size(options)
                .filter(budgets::fits)
                .map(e -> new Placed(options, e, budgets.devices().isEmpty() ? OptionalLong.empty() : missing(1)));
    }

    /**
     * Returns the fastest launch with some layers on the host and the experts of some others too, for devices that do not even hold
     * everything but the experts.
     *
     * @param speed generation of a launch by its placement; must not fall when a layer or its experts move to a device
     */
    Optional<Placed> expertsOfSome(ToDoubleBiFunction<LaunchOptions, List<Integer>> speed) {
        PriorityQueue<Mix> open = new PriorityQueue<>(Comparator.comparingDouble(Mix::speed)
                .reversed()
                .thenComparing(Comparator.comparingInt(Mix::layers).reversed()));
        for (int n = 1; n < all; n++) {
            mix(n, all - n, speed).ifPresent(open::add);
        }
        while (!open.isEmpty()) {
            Mix mix = open.poll();
            LaunchOptions options =
                    base.withNGpuLayers(mix.layers()).withNCpuMoe(mix.onHost() > all - mix.layers() ? mix.onHost() : 0);
            Optional<Placed> placed = splits.find(options, relieved(mix.onHost()));
            if (placed.isPresent()) {
                return placed.filter(this::hostFits);
            }
            mix(mix.layers(), mix.onHost() + 1, speed).ifPresent(open::add);
        }
        return Optional.empty();
    }

    /**
     * A placement to try: the last layers on the devices, without the experts of the first ones.
     *
     * @param layers layers on the devices
     * @param onHost layers, from the first, whose experts are on the host
     * @param speed its generation
     */
    private record Mix(int layers, int onHost, double speed) {}

    /** Returns the mix with the fewest experts on the host, at least those given, that fits by least sizes. */
    private Optional<Mix> mix(int layers, int onHost, ToDoubleBiFunction<LaunchOptions, List<Integer>> speed) {
        long over = least(layers) - budgets.allDevices();
        int k = all - layers;
        while (k < weights.layers() && (k < onHost || over > 0)) {
            over -= weights.experts(k);
            k++;
        }
        if (over > 0 || k < onHost) {
            return Optional.empty();
        }
        List<Integer> where = new ArrayList<>(all);
        for (int il = 0; il < all; il++) {
            where.add(il < all - layers ? -1 : 0);
        }
        return Optional.of(new Mix(
                layers,
                k,
                speed.applyAsDouble(base.withNGpuLayers(layers).withNCpuMoe(k > all - layers ? k : 0), where)));
    }

    private long[] relieved(int onHost) {
        long[] relieved = costs.clone();
        for (int il = 0; il < onHost && il < weights.layers(); il++) {
            relieved[il] -= weights.experts(il);
        }
        return relieved;
    }

    private boolean hostFits(Placed placed) {
        return budgets.hostLeft(placed.estimate()) >= 0;
    }

    private Optional<Placed> onDevices(int layers) {
        return splits.find(base.withNGpuLayers(layers), costs);
    }

    private Optional<Placed> withExperts(int onHost) {
        return splits.find(base.withNGpuLayers(all).withNCpuMoe(onHost), relieved(onHost));
    }

    /** Returns the fewest layers whose experts must leave the devices, by least sizes. */
    private int fewestExpertLayers(long kept) {
        long over = least(all) + kept - budgets.allDevices();
        int k = 0;
        while (k <= weights.layers() && (over > 0 || k == 0)) {
            over -= k < weights.layers() ? weights.experts(k) : 0;
            k++;
        }
        return over > 0 ? Integer.MAX_VALUE : k;
    }

    /** Returns how many more layers' experts must leave, by what the last trial overfilled; at least 1. */
    private int expertStep(int tried) {
        long over = overflow(base.withNGpuLayers(all).withNCpuMoe(tried));
        int step = 0;
        while (over > 0 && tried + step < weights.layers()) {
            over -= weights.experts(tried + step);
            step++;
        }
        return Math.max(1, step - 1);
    }

    /** Returns how many fewer layers to try, by what the last trial overfilled; at least 1. */
    private int layerStep(int tried) {
        long over = overflow(base.withNGpuLayers(tried));
        int step = 0;
        while (over > 0 && step < tried) {
            over -= costs[all - tried + step];
            step++;
        }
        return Math.max(1, step - 1);
    }

    /** Returns the bytes that a launch overfills all devices by together; for one device exactly its overflow. */
    private long overflow(LaunchOptions options) {
        Optional<Estimate> estimate = sizer.size(options);
        long over = 0;
        for (int d = 0; estimate.isPresent() && d < budgets.devices().size(); d++) {
            over -= budgets.left(estimate.get(), d);
        }
        return over;
    }

    private OptionalLong missing(int layers) {
        Optional<Estimate> estimate = sizer.size(base.withNGpuLayers(layers));
        long worst = 0;
        for (int d = 0; estimate.isPresent() && d < budgets.devices().size(); d++) {
            worst = Math.max(worst, -budgets.left(estimate.get(), d));
        }
        return worst > 0 ? OptionalLong.of(worst) : OptionalLong.empty();
    }

    /** Returns the most layers that the devices hold, by least sizes. */
    int mostLayers(long room) {
        int n = 0;
        long used = 0;
        while (n < all && used + costs[all - 1 - n] <= room) {
            used += costs[all - 1 - n];
            n++;
        }
        return n;
    }

    private long least(int layers) {
        long sum = 0;
        for (int il = all - layers; il < all; il++) {
            sum += costs[il];
        }
        return sum;
    }
}
