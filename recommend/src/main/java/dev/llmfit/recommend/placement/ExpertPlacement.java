package dev.llmfit.recommend.placement;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Finds the best placement of a mixture of experts that does not lie whole on the devices: the experts of the first layers on the host,
 * and whole layers only if the devices do not even hold the rest. Each result is sized exactly.
 */
public final class ExpertPlacement {
    private final Sizer sizer;
    private final Budgets budgets;
    private final WeightMap weights;
    private final long[] costs;
    private final LaunchOptions base;
    private final SplitFinder splits;
    private final Pace pace;
    private final int all;
    private final int fastest;
    private final long guessed;

    /** Whether moving layers or experts does not help. */
    private boolean hopeless;

    /** Smallest compute buffer seen on a device with layers. */
    private long compute = Long.MAX_VALUE;

    /**
     * Creates the search.
     *
     * @param cache least bytes of the cache of each layer
     * @param base launch options without a placement
     * @param computeGuess compute buffer of a similar launch, where to begin; 0 if none is known
     * @param pace speed by placement
     * @param fastest the device on which the model runs fastest
     */
    public ExpertPlacement(
            Sizer sizer,
            Budgets budgets,
            WeightMap weights,
            long[] cache,
            LaunchOptions base,
            long computeGuess,
            Pace pace,
            int fastest) {
        this.sizer = sizer;
        this.budgets = budgets;
        this.weights = weights;
        this.base = base;
        this.splits = new SplitFinder(sizer, budgets, pace);
        this.pace = pace;
        this.all = weights.layers() + 1;
        this.fastest = fastest;
        this.guessed = Math.multiplyExact(computeGuess, (long) budgets.devices().size());
        this.costs = weights.costs(cache);
    }

    /** Returns the launch with the fewest layers' experts on the host and everything else on the devices. */
    public Optional<LayerPlacement> whole() {
        int fewest = fewest(all, 1, 0);
        int k = Math.min(fewest(all, 1, guessed), weights.layers());
        if (fewest > weights.layers()) {
            return Optional.empty();
        }
        Optional<LayerPlacement> found = sized(all, k);
        while (found.isEmpty() && !hopeless && k < weights.layers()) {
            k = Math.clamp(fewest(all, k + 1, SplitFinder.reserved(compute)), k + 1, weights.layers());
            found = sized(all, k);
        }
        while (found.isPresent() && k > fewest) {
            Optional<LayerPlacement> fewer = sized(all, k - 1);
            if (fewer.isEmpty()) {
                break;
            }
            found = fewer;
            k--;
        }
        return found.filter(p -> budgets.hostLeft(p.estimate()) >= 0);
    }

    /** Returns the fastest launch with some layers on the host and the experts of some others too. */
    public Optional<LayerPlacement> some() {
        PriorityQueue<Mix> open = open();
        Map<Integer, Integer> failed = new HashMap<>();
        Optional<LayerPlacement> best = Optional.empty();
        double speed = 0;
        while (!open.isEmpty() && !hopeless && open.peek().speed() > speed) {
            Mix mix = open.poll();
            Optional<Mix> tighter = mix(mix.layers(), mix.onHost());
            if (tighter.isEmpty() || tighter.get().onHost() > mix.onHost()) {
                tighter.ifPresent(open::add);
                continue;
            }
            Optional<LayerPlacement> placed = sized(mix.layers(), mix.onHost());
            if (placed.isPresent()) {
                placed = fewer(mix, placed.get(), failed.getOrDefault(mix.layers(), 0));
                double tg = pace.counted(placed.get());
                best = tg > speed ? placed : best;
                speed = Math.max(tg, speed);
            } else {
                failed.put(mix.layers(), mix.onHost());
                next(mix).ifPresent(open::add);
            }
        }
        return best.filter(p -> budgets.hostLeft(p.estimate()) >= 0);
    }

    /** Returns the launch of a mix that fits, or one with fewer layers' experts on the host, down to a number that does not fit. */
    private Optional<LayerPlacement> fewer(Mix mix, LayerPlacement fits, int failed) {
        LayerPlacement found = fits;
        for (int k = mix.onHost() - 1; k > failed && failed > 0; k--) {
            Optional<LayerPlacement> placed = sized(mix.layers(), k);
            if (placed.isEmpty()) {
                break;
            }
            found = placed.get();
        }
        return Optional.of(found);
    }

    /**
     * Returns the mix to try where one does not fit: with so many layers' experts more on the host as it overfills the device by, if
     * there is one device. Its speed is that of one layer's experts more, which may fit too and is tried if this one fits.
     */
    private Optional<Mix> next(Mix mix) {
        int k = mix.onHost() + 1;
        Optional<Estimate> sized = sizer.tried(options(mix.layers(), mix.onHost()), budgets);
        if (budgets.devices().size() == 1 && sized.isPresent()) {
            long over = -budgets.left(sized.get(), 0);
            for (int il = mix.onHost(); il < weights.layers() - 1 && over > weights.experts(il); il++) {
                over -= weights.experts(il);
                k++;
            }
        }
        int jump = Math.min(k, weights.layers());
        return mix(mix.layers(), mix.onHost() + 1).map(m -> new Mix(m.layers(), Math.max(jump, m.onHost()), m.speed()));
    }

    /** Returns the fastest placement that {@link #whole} can have by least sizes; empty if there is none. */
    public Optional<Mix> hopedWhole() {
        return mix(all, 1);
    }

    /** Returns the fastest placement that {@link #some} can have by least sizes; empty if there is none. */
    public Optional<Mix> hopedSome() {
        return Optional.ofNullable(open().peek());
    }

    /**
     * A placement to try: the last layers on the devices, without the experts of the first ones.
     *
     * @param layers layers on the devices
     * @param onHost layers, from the first, whose experts are on the host
     * @param speed generation if everything else lay on the fastest device
     */
    public record Mix(int layers, int onHost, double speed) {
        public Mix {
            Amount.count(layers, "layers");
            Amount.count(onHost, "onHost");
            Amount.rate(speed, "speed");
        }
    }

    private PriorityQueue<Mix> open() {
        PriorityQueue<Mix> open = new PriorityQueue<>(Comparator.comparingDouble(Mix::speed)
                .reversed()
                .thenComparing(Comparator.comparingInt(Mix::layers).reversed()));
        for (int n = 1; n < all; n++) {
            mix(n, all - n).ifPresent(open::add);
        }
        return open;
    }

    /** Returns the mix with the fewest experts on the host, at least those given, that fits by least sizes. */
    private Optional<Mix> mix(int layers, int onHost) {
        int k = fewest(layers, onHost, SplitFinder.reserved(compute));
        if (k > weights.layers()) {
            return Optional.empty();
        }
        List<Integer> where = new ArrayList<>(Collections.nCopies(all - layers, -1));
        where.addAll(Collections.nCopies(layers, fastest));
        return Optional.of(new Mix(layers, k, pace.bound(options(layers, k), where)));
    }

    private Optional<LayerPlacement> sized(int layers, int onHost) {
        LaunchOptions options = options(layers, onHost);
        long[] relieved = costs.clone();
        for (int il = 0; il < onHost && il < weights.layers(); il++) {
            relieved[il] -= weights.experts(il);
        }
        Optional<LayerPlacement> placed = splits.find(options, relieved);
        sizer.tried(options, budgets).ifPresent(e -> compute = Math.min(compute, SplitFinder.leastCompute(e)));
        hopeless |= placed.isEmpty() && splits.hopeless(options);
        return placed;
    }

    private LaunchOptions options(int layers, int onHost) {
        return base.withNGpuLayers(layers).withNCpuMoe(onHost > all - layers ? onHost : 0);
    }

    /**
     * Returns the fewest layers whose experts must be on the host, by least sizes.
     *
     * @param layers layers on the devices
     * @param atLeast the least that is asked for
     * @param kept bytes of the devices to leave alone
     * @return a number above the layers if there is none
     */
    private int fewest(int layers, int atLeast, long kept) {
        long over = kept - budgets.allDevices();
        for (int il = all - layers; il < all; il++) {
            over += costs[il];
        }
        int k = all - layers;
        while (k < weights.layers() && (k < atLeast || over > 0)) {
            over -= weights.experts(k);
            k++;
        }
        return over > 0 || k < atLeast ? Integer.MAX_VALUE : k;
    }
}
