package dev.llmfit.recommend.fleet;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What other machines would serve of users that are not served. */
public final class WhatIf {
    /** Machines that are added at most; judgement: more are another fleet. */
    private static final int MOST = 10_000;

    private final Packer packer;
    private final int demands;

    /** Creates it for some demands. */
    public WhatIf(List<FleetDemand> demands) {
        this.packer = new Packer(FleetWeights.users(demands));
        this.demands = demands.size();
    }

    /**
     * Returns how many users more of each demand are served where a machine is another one; empty if no demand gains, or one loses.
     *
     * @param after what the machine would hold
     * @param now users of each demand that it serves now; nothing of a machine that is new
     * @param unserved users of each demand that nothing serves
     */
    public List<Integer> more(MachineCapacity after, int[] now, int[] unserved) {
        int[] wanted =
                IntStream.range(0, demands).map(d -> now[d] + unserved[d]).toArray();
        int[] capacity = packer.pack(after, wanted).capacity(demands);
        int[] more = IntStream.range(0, demands)
                .map(d -> Math.min(capacity[d], wanted[d]) - now[d])
                .toArray();
        boolean gain =
                IntStream.of(more).noneMatch(m -> m < 0) && IntStream.of(more).anyMatch(m -> m > 0);
        return gain ? IntStream.of(more).boxed().toList() : List.of();
    }

    /** Returns how many more machines serve the rest; empty if no number does. What is counted is enough; fewer may be. */
    public OptionalInt machines(MachineCapacity kind, int[] unserved) {
        int[] left = unserved.clone();
        int machines = 0;
        while (IntStream.of(left).anyMatch(u -> u > 0)) {
            int[] capacity = packer.pack(kind, left).capacity(demands);
            int times = repeats(left, capacity);
            if (times == 0 || machines + times > MOST) {
                return OptionalInt.empty();
            }
            machines += times;
            for (int d = 0; d < demands; d++) {
                left[d] = (int) Math.max(0, left[d] - (long) times * capacity[d]);
            }
        }
        return OptionalInt.of(machines);
    }

    /** As long as the rest is larger than what a machine serves, the next one is filled alike. */
    private static int repeats(int[] left, int[] capacity) {
        int times = Integer.MAX_VALUE;
        boolean some = false;
        for (int d = 0; d < left.length; d++) {
            if (capacity[d] > 0 && left[d] > 0) {
                some = true;
                times = Math.min(times, left[d] / capacity[d]);
            }
        }
        return some ? Math.max(1, times) : 0;
    }
}
