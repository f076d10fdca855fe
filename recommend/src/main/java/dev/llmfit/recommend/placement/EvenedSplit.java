package dev.llmfit.recommend.placement;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.fit.NextLayer;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The split next to llama.cpp's own that overfills no device: layers go from the device that misses most to the one with the most room,
 * until all fit.
 */
final class EvenedSplit {
    /** Steps after which the own split is far away; each is sized exactly. Judgement. */
    private static final int STEPS = 12;

    private final Sizer sizer;
    private final Budgets budgets;
    private final long layer;

    /**
     * Creates the search.
     *
     * @param costs least bytes of each layer
     * @param first the first offloaded layer
     */
    EvenedSplit(Sizer sizer, Budgets budgets, long[] costs, int first) {
        this.sizer = sizer;
        this.budgets = budgets;
        long sum = 0;
        for (int il = first; il < costs.length; il++) {
            sum += costs[il];
        }
        this.layer = Math.max(1, sum / Math.max(1, costs.length - first));
    }

    /** Returns the launch with so many layers on each device. */
    static LaunchOptions options(LaunchOptions base, int[] counts) {
        List<Double> shares = new ArrayList<>();
        for (int count : counts) {
            shares.add((double) count);
        }
        return base.withTensorSplit(shares);
    }

    /**
     * Returns the split; empty if it is not found within a few steps.
     *
     * @param own what the own split allocates
     */
    Optional<LayerPlacement> next(LaunchOptions base, Estimate own) {
        int[] counts = new int[budgets.devices().size()];
        for (int device : own.layerDevice()) {
            if (device >= 0) {
                counts[device]++;
            }
        }
        Estimate sized = own;
        for (int step = 0; step < STEPS && move(counts, sized); step++) {
            LaunchOptions options = options(base, counts);
            Optional<Estimate> estimate = sizer.tried(options, budgets);
            if (estimate.isEmpty()) {
                return Optional.empty();
            }
            if (budgets.devicesFit(estimate.get())) {
                return estimate.map(e -> new LayerPlacement(options, e, NextLayer.NONE));
            }
            sized = estimate.get();
        }
        return Optional.empty();
    }

    /** Moves layers; returns whether there was a device to take them from and one to give them to. */
    private boolean move(int[] counts, Estimate sized) {
        int from = 0;
        int to = 0;
        for (int d = 1; d < counts.length; d++) {
            from = budgets.left(sized, d) < budgets.left(sized, from) ? d : from;
            to = budgets.left(sized, d) > budgets.left(sized, to) ? d : to;
        }
        long over = -budgets.left(sized, from);
        long room = budgets.left(sized, to) / layer;
        if (over <= 0 || room < 1) {
            return false;
        }
        int moved = (int) Math.min(Math.min(counts[from], room), Math.ceilDiv(over, layer));
        counts[from] -= moved;
        counts[to] += moved;
        return moved > 0;
    }
}
