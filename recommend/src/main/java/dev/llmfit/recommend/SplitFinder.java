package dev.llmfit.recommend;

import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Distributes a number of offloaded layers over several devices. llama.cpp's own split by free memory is tried first; if it overfills
 * a device, each device gets as many consecutive layers as its room holds, the room being its budget less the compute buffers and
 * whatever an exact trial overfilled it by.
 */
final class SplitFinder {
    private static final int TRIALS = 6;

    private final Sizer sizer;
    private final Budgets budgets;

    SplitFinder(Sizer sizer, Budgets budgets) {
        this.sizer = sizer;
        this.budgets = budgets;
    }

    /**
     * Returns a launch with all these layers on the devices that fits them, or empty if none was found.
     *
     * @param base launch without a split; its number of GPU layers is used
     * @param costs least bytes of each layer; the last {@code nGpuLayers} are offloaded
     */
    Optional<Placed> find(LaunchOptions base, long[] costs) {
        Optional<Estimate> automatic = sizer.size(base);
        if (automatic.isEmpty()) {
            return Optional.empty();
        }
        if (budgets.devicesFit(automatic.get())) {
            return Optional.of(new Placed(base, automatic.get(), OptionalLong.empty()));
        }
        return budgets.devices().size() < 2 ? Optional.empty() : split(base, costs, automatic.get());
    }

    private Optional<Placed> split(LaunchOptions base, long[] costs, Estimate first) {
        int offloaded = Math.min(base.nGpuLayers(), costs.length);
        long[] room = rooms(first);
        for (int trial = 0; trial < TRIALS; trial++) {
            Optional<List<Double>> counts = fill(costs, offloaded, room);
            if (counts.isEmpty()) {
                return Optional.empty();
            }
            LaunchOptions options = base.withTensorSplit(counts.get());
            Optional<Estimate> estimate = sizer.size(options);
            if (estimate.isEmpty()) {
                return Optional.empty();
            }
            if (budgets.devicesFit(estimate.get())) {
                return Optional.of(new Placed(options, estimate.get(), OptionalLong.empty()));
            }
            for (int d = 0; d < room.length; d++) {
                room[d] += Math.min(0, budgets.left(estimate.get(), d));
            }
        }
        return Optional.empty();
    }

    /** Returns the budgets less the compute buffers of a trial. */
    long[] rooms(Estimate trial) {
        long[] room = new long[budgets.devices().size()];
        for (int d = 0; d < room.length; d++) {
            room[d] = budgets.devices().get(d).count()
                    - trial.devices().get(d).compute().count();
        }
        return room;
    }

    /** Returns how many of the last layers each device takes, from the first device on, or empty if they do not fit. */
    static Optional<List<Double>> fill(long[] costs, int offloaded, long[] room) {
        List<Double> counts = new ArrayList<>();
        int layer = costs.length - offloaded;
        for (long free : room) {
            int taken = 0;
            long left = free;
            while (layer < costs.length && costs[layer] <= left) {
                left -= costs[layer];
                layer++;
                taken++;
            }
            counts.add((double) taken);
        }
        return layer == costs.length ? Optional.of(counts) : Optional.empty();
    }
}
