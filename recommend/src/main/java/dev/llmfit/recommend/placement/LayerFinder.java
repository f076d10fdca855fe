package dev.llmfit.recommend.placement;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.fit.NextLayer;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the best placement of whole layers of one file at one context and cache type: everything on the devices, some layers on the
 * host, or everything on the host. Each result is sized exactly; least sizes only skip what cannot fit.
 */
public final class LayerFinder {
    private final Sizer sizer;
    private final Budgets budgets;
    private final WeightMap weights;
    private final long[] costs;
    private final LaunchOptions base;
    private final SplitFinder splits;
    private final int all;
    private final long guessed;

    /** Smallest compute buffer seen on a device with layers. */
    private long compute = Long.MAX_VALUE;

    /**
     * Creates the search.
     *
     * @param cache least bytes of the cache of each layer
     * @param base launch options without a placement
     * @param computeGuess compute buffer of a similar launch, where to begin; 0 if none is known
     * @param pace speed by placement
     */
    public LayerFinder(
            Sizer sizer,
            Budgets budgets,
            WeightMap weights,
            long[] cache,
            LaunchOptions base,
            long computeGuess,
            Pace pace) {
        this.sizer = sizer;
        this.budgets = budgets;
        this.weights = weights;
        this.base = base;
        this.splits = new SplitFinder(sizer, budgets, pace);
        this.all = weights.layers() + 1;
        this.guessed = Math.multiplyExact(computeGuess, (long) budgets.devices().size());
        this.costs = weights.costs(cache);
    }

    /** Returns the launch with everything on the devices, split so that it is the fastest. */
    public Optional<LayerPlacement> full() {
        return least(all) > budgets.allDevices()
                ? Optional.empty()
                : onDevices(all).filter(this::hostFits);
    }

    /**
     * Returns the launch with the most layers on the devices that fits, fewer than all and at least one. Compute buffers do not only grow
     * with the layers: where the first layer on a device has no attention, llama.cpp turns flash attention off, and one layer more may
     * fit again. So every number that may fit is tried from the largest on.
     */
    public Optional<LayerPlacement> partial() {
        int most = Math.min(mostLayers(budgets.allDevices()), all - 1);
        int chosen = Math.min(Math.max(1, mostLayers(budgets.allDevices() - guessed)), most);
        BitSet tried = new BitSet();
        Optional<LayerPlacement> found = Optional.empty();
        while (chosen >= 1 && found.isEmpty()) {
            tried.set(chosen);
            found = trial(chosen);
            if (found.isEmpty()) {
                chosen = splits.hopeless(base.withNGpuLayers(chosen)) ? 0 : Math.min(chosen - 1, room());
            }
        }
        for (int n = Math.min(most, room()); found.isPresent() && n > chosen; n = Math.min(n - 1, room())) {
            Optional<LayerPlacement> more = tried.get(n) ? Optional.empty() : trial(n);
            if (more.isPresent()) {
                found = more;
                chosen = n;
            }
        }
        int layers = chosen;
        return found.filter(this::hostFits).map(p -> p.withNext(new NextLayer(() -> missing(layers + 1))));
    }

    private Optional<LayerPlacement> trial(int layers) {
        Optional<LayerPlacement> placed = onDevices(layers);
        sizer.tried(base.withNGpuLayers(layers), budgets)
                .ifPresent(e -> compute = Math.min(compute, SplitFinder.leastCompute(e)));
        return placed;
    }

    /** Returns the most layers that the devices may hold beside the compute buffers that were seen. */
    private int room() {
        return mostLayers(budgets.allDevices() - SplitFinder.reserved(compute));
    }

    /** Returns the launch with everything on the host. */
    public Optional<LayerPlacement> host() {
        long least = weights.total();
        for (int il = 0; il < all; il++) {
            least += costs[il] - weights.weights(il);
        }
        if (least > budgets.mostHost()) {
            return Optional.empty();
        }
        LaunchOptions options = base.withNGpuLayers(0);
        return sizer.size(options)
                .filter(budgets::fits)
                .map(e -> new LayerPlacement(
                        options, e, budgets.devices().isEmpty() ? NextLayer.NONE : new NextLayer(() -> missing(1))));
    }

    private boolean hostFits(LayerPlacement placed) {
        return budgets.hostLeft(placed.estimate()) >= 0;
    }

    private Optional<LayerPlacement> onDevices(int layers) {
        return splits.find(base.withNGpuLayers(layers), costs);
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
    public int mostLayers(long room) {
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
