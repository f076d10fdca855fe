package dev.llmfit.recommend.placement;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.fit.SeenCompute;
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
    private final SeenCompute seenWhole;
    private final SeenCompute seenSome;

    /** What copies of experts on the host take at least, by how many layers from the first have theirs there. */
    private final long[] copies;

    /** Whether moving layers or experts does not help. */
    private boolean hopeless;

    /**
     * Creates the search.
     *
     * @param cache least bytes of the cache of each layer
     * @param base launch options without a placement
     * @param seenWhole compute buffers of launches of the same model, context, cache and batch with all layers on the devices; learns
     *     from those that are sized
     * @param seenSome the same with some layers on the host
     * @param pace speed by placement
     * @param fastest the device on which the model runs fastest
     */
    public ExpertPlacement(
            Sizer sizer,
            Budgets budgets,
            WeightMap weights,
            long[] cache,
            LaunchOptions base,
            SeenCompute seenWhole,
            SeenCompute seenSome,
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
        this.seenWhole = seenWhole;
        this.seenSome = seenSome;
        this.copies = weights.copies(sizer.copies(base));
        this.costs = weights.costs(cache);
    }

    /** Returns the launch with the fewest layers' experts on the host and everything else on the devices. */
    public Optional<LayerPlacement> whole() {
        int fewest = fewest(all, 1, 0);
        int k = Math.min(fewest(all, 1, seenWhole.guess(budgets.devices().size())), weights.layers());
        if (fewest > weights.layers()) {
            return Optional.empty();
        }
        Optional<LayerPlacement> found = sized(all, k);
        while (found.isEmpty() && !hopeless && k < weights.layers()) {
            k = Math.clamp(fewest(all, k + 1, seenWhole.reserved()), k + 1, weights.layers());
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
        // What is likely the best comes first: most that seem better are then seen to overfill without being planned.
        Optional<LayerPlacement> best = likely().flatMap(mix -> sized(mix.layers(), mix.onHost()));
        double speed = best.map(pace::counted).orElse(0.0);
        while (!open.isEmpty() && !hopeless && open.peek().speed() > speed) {
            Mix mix = open.poll();
            Optional<Mix> tighter = mix(mix.layers(), mix.onHost());
            if (tighter.isEmpty() || tighter.get().onHost() > mix.onHost()) {
                tighter.ifPresent(open::add);
                continue;
            }
            if (best.isPresent()
                    && pace.counted(options(mix.layers(), mix.onHost()), onFastest(mix.layers())) <= speed) {
                continue; // several that write at once share more than the bound knows
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

    /** Returns how many layers' experts are on the host at least, wherever layers lie. */
    public int leastOnHost() {
        return Math.min(fewest(all, 1, 0), weights.layers());
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

    /** Returns the fastest mix that fits if it takes what others were seen to take; empty if none was seen. */
    private Optional<Mix> likely() {
        long about = seenSome.guess(budgets.devices().size());
        Optional<Mix> best = Optional.empty();
        for (int n = all - 1; n > 0 && about > 0; n--) {
            Optional<Mix> mix = mix(n, fewest(n, all - n, about));
            boolean faster = mix.isPresent()
                    && best.filter(b -> b.speed() >= mix.get().speed()).isEmpty();
            best = faster ? mix : best;
        }
        return best;
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
        if (onHost > weights.layers()) {
            return Optional.empty();
        }
        int k = fewest(layers, onHost, seen(layers).reserved());
        if (k > weights.layers() || leastOnHost(layers, k) > budgets.mostHost()) {
            return Optional.empty();
        }
        return Optional.of(new Mix(layers, k, pace.bound(options(layers, k), onFastest(layers))));
    }

    private List<Integer> onFastest(int layers) {
        List<Integer> where = new ArrayList<>(Collections.nCopies(all - layers, -1));
        where.addAll(Collections.nCopies(layers, fastest));
        return where;
    }

    /** Returns the bytes that the host holds at least. */
    private long leastOnHost(int layers, int onHost) {
        long sum = 0;
        for (int il = 0; il < weights.layers(); il++) {
            sum += il < all - layers ? costs[il] : il < onHost ? weights.experts(il) : 0;
        }
        return sum;
    }

    private Optional<LayerPlacement> sized(int layers, int onHost) {
        LaunchOptions options = options(layers, onHost);
        long[] relieved = costs.clone();
        for (int il = 0; il < onHost && il < weights.layers(); il++) {
            relieved[il] -= weights.experts(il);
        }
        Optional<LayerPlacement> placed = splits.find(options, relieved);
        long copy = copies[Math.clamp(Math.max(onHost, all - layers), 0, weights.layers())];
        sizer.tried(options, budgets).ifPresent(e -> seen(layers).learn(options, e, copy));
        hopeless |= placed.isEmpty() && splits.hopeless(options);
        return placed;
    }

    private SeenCompute seen(int layers) {
        return layers == all ? seenWhole : seenSome;
    }

    private LaunchOptions options(int layers, int onHost) {
        return base.withNGpuLayers(layers).withNCpuMoe(onHost > all - layers ? onHost : 0);
    }

    /**
     * Returns the fewest layers whose experts must be on the host, by least sizes.
     *
     * @param layers layers on the devices
     * @param atLeast the least that is asked for
     * @param kept bytes of the devices to leave alone beside copies
     * @return a number above the layers if there is none
     */
    private int fewest(int layers, int atLeast, long kept) {
        long over = kept - budgets.allDevices();
        for (int il = all - layers; il < all; il++) {
            over += costs[il];
        }
        int k = all - layers;
        while (k < weights.layers() && (k < atLeast || over + copies[k] > 0)) {
            over -= weights.experts(k);
            k++;
        }
        return k > weights.layers() || over + copies[k] > 0 || k < atLeast ? Integer.MAX_VALUE : k;
    }
}
