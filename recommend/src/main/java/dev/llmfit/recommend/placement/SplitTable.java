package dev.llmfit.recommend.placement;

import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.speed.StepShares;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import java.util.Arrays;
import java.util.Optional;

/** The splits of some layers over at least two of several devices that are not known to overfill one. */
final class SplitTable {
    private final Budgets budgets;
    private final int first;
    private final int all;
    private final int devices;
    private final long[] bytes;
    private final double[][] seconds;
    private final double hop;
    private final long[] compute;

    /** For each device and first layer, the layer that it cannot hold any more. */
    private final int[][] limit;

    /** Least seconds of the layers from one on, on the devices from one on, by how many devices have layers already. */
    private final double[][][] rest;

    private final int[][][] choice;

    /**
     * Creates the table.
     *
     * @param costs least bytes of each layer
     * @param first the first offloaded layer
     */
    SplitTable(long[] costs, int first, Budgets budgets, StepShares shares) {
        this.budgets = budgets;
        this.first = first;
        this.all = costs.length;
        this.devices = budgets.devices().size();
        this.hop = shares.hop();
        this.bytes = new long[all + 1];
        this.seconds = new double[devices][all + 1];
        for (int il = 0; il < all; il++) {
            bytes[il + 1] = bytes[il] + costs[il];
            for (int d = 0; d < devices; d++) {
                seconds[d][il + 1] = seconds[d][il] + shares.seconds(d, il);
            }
        }
        this.compute = new long[devices];
        Arrays.fill(compute, Long.MAX_VALUE);
        this.limit = new int[devices][all + 1];
        for (int[] of : limit) {
            Arrays.fill(of, Integer.MAX_VALUE);
        }
        this.rest = new double[devices + 1][all + 1][3];
        this.choice = new int[devices][all + 1][3];
    }

    /** Returns whether a device may hold all layers, by least sizes. */
    boolean holds(int d) {
        return bytes[all] - bytes[first] <= budgets.devices().get(d).count();
    }

    /** Learns compute buffers from an exact size. */
    void learn(Estimate estimate) {
        for (int d = 0; d < devices; d++) {
            BufferSizes sizes = estimate.devices().get(d);
            if (estimate.flashAttn() && estimate.layerDevice().contains(d)) {
                compute[d] = Math.min(compute[d], sizes.compute().count());
            }
        }
    }

    /**
     * Cuts off a split that overfills a device, and all that give the device more.
     *
     * @return whether there is such a device
     */
    boolean cut(int[] counts, Estimate estimate) {
        learn(estimate);
        boolean pool = budgets.shared().contains(true) && budgets.hostLeft(estimate) < 0;
        boolean any = false;
        int start = first;
        for (int d = 0; d < devices; d++) {
            int end = start + counts[d];
            boolean over =
                    budgets.left(estimate, d) < 0 || (pool && budgets.shared().get(d));
            for (int il = 0; over && counts[d] > 0 && il <= start; il++) {
                limit[d][il] = Math.min(limit[d][il], end);
            }
            any |= over && counts[d] > 0;
            start = end;
        }
        return any;
    }

    /** Returns the layers of each device in the fastest split that is left; empty if none is. */
    Optional<int[]> fastest() {
        for (double[] of : rest[devices]) {
            Arrays.fill(of, Double.POSITIVE_INFINITY);
        }
        rest[devices][all][2] = 0;
        for (int d = devices - 1; d >= 0; d--) {
            long room = budgets.devices().get(d).count() - SplitFinder.reserved(compute[d]);
            for (int il = all; il >= first; il--) {
                for (int used = 0; used < 3; used++) {
                    best(d, il, used, room);
                }
            }
        }
        if (rest[0][first][0] == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        int[] counts = new int[devices];
        int il = first;
        int used = 0;
        for (int d = 0; d < devices; d++) {
            counts[d] = choice[d][il][used];
            il += counts[d];
            used = Math.min(2, used + (counts[d] > 0 ? 1 : 0));
        }
        return Optional.of(counts);
    }

    private void best(int d, int il, int used, long room) {
        double least = rest[d + 1][il][used];
        int count = 0;
        int after = Math.min(2, used + 1);
        double extra = used > 0 ? hop : 0;
        for (int end = il + 1; end <= all && end < limit[d][il] && bytes[end] - bytes[il] <= room; end++) {
            double t = seconds[d][end] - seconds[d][il] + extra + rest[d + 1][end][after];
            if (t < least) {
                least = t;
                count = end - il;
            }
        }
        rest[d][il][used] = least;
        choice[d][il][used] = count;
    }
}
