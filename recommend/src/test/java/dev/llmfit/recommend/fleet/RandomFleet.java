package dev.llmfit.recommend.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Small fleets with capacities as memory and speed make them: a part for the weights, the rest by users, and slower with each. */
final class RandomFleet {
    private final Random random;

    RandomFleet(long seed) {
        this.random = new Random(seed);
    }

    List<FleetDemand> demands(int most) {
        return IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(_ -> new FleetDemand(1 + random.nextInt(40), 1))
                .toList();
    }

    List<FleetKind> kinds(int demands, int mostKinds, int mostMachines, int mostCards) {
        double[] weights = random.doubles(demands, 2, 60).toArray();
        double[] each = random.doubles(demands, 0.3, 4).toArray();
        double[] fastest = random.doubles(demands, 2, 40).toArray();
        List<FleetKind> kinds = new ArrayList<>();
        int left = mostMachines;
        for (int k = 0; k < 1 + random.nextInt(mostKinds) && left > 0; k++) {
            double memory = random.nextDouble(8, 96);
            double speed = random.nextDouble(0.3, 3);
            int cards = 1 + random.nextInt(mostCards);
            int count = 1 + random.nextInt(left);
            left -= count;
            int[] sizes = IntStream.rangeClosed(1, cards).filter(n -> n != 3).toArray();
            int[][] group = new int[demands][sizes.length];
            int[][][] shared = new int[demands][CardBank.MOST_SHARERS - 1][CardBank.EIGHTHS];
            int[] whole = new int[demands];
            for (int d = 0; d < demands; d++) {
                for (int s = 0; s < sizes.length; s++) {
                    group[d][s] = users(memory * sizes[s], weights[d], each[d], fastest[d] * speed * sizes[s]);
                }
                for (int n = 2; n <= CardBank.MOST_SHARERS; n++) {
                    for (int e = 1; e <= CardBank.EIGHTHS; e++) {
                        double part = memory * e / CardBank.EIGHTHS;
                        shared[d][n - 2][e - 1] = users(part, weights[d], each[d], fastest[d] * speed / n);
                    }
                }
                whole[d] = random.nextInt(4) == 0 ? random.nextInt(6) : 0;
            }
            CardBank bank = new CardBank(cards, sizes, group, shared);
            kinds.add(new FleetKind(new MachineCapacity(List.of(bank), whole), count, 100 + random.nextInt(900)));
        }
        return kinds;
    }

    private static int users(double memory, double weights, double each, double fast) {
        double held = (memory - weights) / each;
        return (int) Math.max(0, Math.min(held, fast));
    }
}
