package dev.llmfit.recommend.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Places demands on a fleet: serve as many users as can be, by priority; then with the fewest machines; then with those that draw the
 * least. Machines are taken one by one, each time the one that serves the most of what is left; then some are emptied again and filled
 * otherwise, and what is better stays (Shaw, Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems,
 * 1998). The same fleet has the same placement.
 */
public final class PlacementSearch {
    /** Machines that are emptied at most in a step; judgement: more are hardly ever filled better. */
    private static final int MOST_EMPTIED = 4;

    /** Steps for each machine that serves something, at most so many in all, and kinds that a step tries beside those it emptied:
     * with these every small fleet of bench/fleet is placed as well as it can be. */
    private static final int STEPS = 200;

    private static final int MOST_STEPS = 1000;
    private static final int TRIED_KINDS = 24;

    private static final long SEED = 25;

    private final List<FleetKind> kinds;
    private final double[] worth;
    private final int[] wanted;

    /** Creates a search. */
    public PlacementSearch(List<FleetKind> kinds, List<FleetDemand> demands) {
        this.kinds = List.copyOf(kinds);
        this.worth = FleetWeights.users(demands);
        this.wanted = demands.stream().mapToInt(FleetDemand::users).toArray();
    }

    /** A machine that is filled. */
    private static final class Filled {
        private final int kind;
        private final Packing packing;
        private final int[] capacity;

        Filled(int kind, Packing packing, int demands) {
            this.kind = kind;
            this.packing = packing;
            this.capacity = packing.capacity(demands);
        }

        int kind() {
            return kind;
        }

        Packing packing() {
            return packing;
        }

        int capacity(int demand) {
            return capacity[demand];
        }

        void take(int[] left) {
            for (int d = 0; d < left.length; d++) {
                left[d] = Math.max(0, left[d] - capacity[d]);
            }
        }
    }

    /** A machine that may be filled next. */
    private record Next(int kind, Packing packing, double watts, int size) {
        static final Comparator<Next> BEST_FIRST = Comparator.comparingDouble(
                        (Next n) -> -Math.round(n.packing().worth() * 1e12))
                .thenComparingDouble(Next::watts)
                .thenComparingInt(Next::size)
                .thenComparingInt(Next::kind);
    }

    /** How good a placement is. */
    private record Score(double served, int machines, double watts) implements Comparable<Score> {
        /** Less than the worth of one user, more than the error of a sum. */
        private static final double EQUAL = 1e-13;

        @Override
        public int compareTo(Score other) {
            if (Math.abs(served - other.served) > EQUAL) {
                return Double.compare(served, other.served);
            }
            return machines != other.machines
                    ? Integer.compare(other.machines, machines)
                    : Double.compare(other.watts, watts);
        }
    }

    /** Returns the best placement that is found. */
    public FleetPlacement best() {
        List<Filled> best = greedy(List.of(), everyKind(), worth);
        best = improved(useful(best));
        int[] served = served(best);
        FleetBound bound = new FleetBound(kinds, wanted);
        return new FleetPlacement(
                used(best, served),
                IntStream.of(served).boxed().toList(),
                bound.mostServed(worth),
                Math.min(best.size(), new FleetBound(kinds, served).fewestMachines(served)));
    }

    private List<Filled> improved(List<Filled> start) {
        Random random = new Random(SEED);
        List<Filled> now = start;
        Score score = score(now);
        int steps = Math.min(MOST_STEPS, STEPS * (1 + start.size()));
        for (int step = 0; step < steps && !now.isEmpty(); step++) {
            List<Filled> kept = new ArrayList<>(now);
            List<Integer> tried = new ArrayList<>();
            int emptied = 1 + random.nextInt(Math.min(MOST_EMPTIED, kept.size()));
            for (int i = 0; i < emptied; i++) {
                tried.add(kept.remove(random.nextInt(kept.size())).kind());
            }
            for (int i = 0; i < TRIED_KINDS; i++) {
                tried.add(random.nextInt(kinds.size()));
            }
            double[] weights = worth.clone();
            for (int d = 0; d < weights.length && step % 4 != 0; d++) {
                weights[d] *= 0.25 + 1.5 * random.nextDouble();
            }
            List<Integer> of = tried.stream().distinct().sorted().toList();
            if (step % 3 == 0) {
                // Some are filled as if only a part were wanted: what is worth most beside each other may be worth less
                // in all.
                kept = greedy(kept, of, some(weights, random), kept.size() + 1 + random.nextInt(MOST_EMPTIED));
            }
            List<Filled> other = useful(greedy(kept, of, weights));
            Score next = score(other);
            if (next.compareTo(score) >= 0) {
                now = other;
                score = next;
            }
        }
        return now;
    }

    private static double[] some(double[] weights, Random random) {
        double[] some = weights.clone();
        for (int d = 0; d < some.length; d++) {
            some[d] = random.nextBoolean() ? 0 : some[d];
        }
        return some;
    }

    private List<Integer> everyKind() {
        return IntStream.range(0, kinds.size()).boxed().toList();
    }

    /** Fills machines beside these until all is served or nothing helps. What a machine adds only shrinks, so that few are asked again. */
    private List<Filled> greedy(List<Filled> kept, List<Integer> of, double[] weights) {
        return greedy(kept, of, weights, Integer.MAX_VALUE);
    }

    private List<Filled> greedy(List<Filled> kept, List<Integer> of, double[] weights, int most) {
        List<Filled> filled = new ArrayList<>(kept);
        int[] left = wanted.clone();
        int[] free = kinds.stream().mapToInt(FleetKind::count).toArray();
        for (Filled f : kept) {
            free[f.kind()]--;
            f.take(left);
        }
        Packer packer = new Packer(weights);
        PriorityQueue<Next> open = new PriorityQueue<>(Next.BEST_FIRST);
        for (int kind : of) {
            if (free[kind] > 0) {
                open.add(next(packer, kind, left));
            }
        }
        while (!open.isEmpty() && filled.size() < most) {
            Next top = next(packer, open.remove().kind(), left);
            if (!(top.packing().worth() > 0)) {
                continue;
            }
            if (!open.isEmpty() && Next.BEST_FIRST.compare(top, open.peek()) > 0) {
                open.add(top);
                continue;
            }
            Filled next = new Filled(top.kind(), top.packing(), wanted.length);
            filled.add(next);
            next.take(left);
            free[top.kind()]--;
            if (free[top.kind()] > 0) {
                open.add(top);
            }
        }
        return filled;
    }

    private Next next(Packer packer, int kind, int[] left) {
        FleetKind of = kinds.get(kind);
        return new Next(
                kind,
                packer.pack(of.capacity(), left),
                of.watts(),
                of.capacity().cards());
    }

    /** Leaves out machines and servers without which as many users are served, those that draw the most first. */
    private List<Filled> useful(List<Filled> filled) {
        long[] sum = new long[wanted.length];
        filled.forEach(f -> IntStream.range(0, sum.length).forEach(d -> sum[d] += f.capacity(d)));
        List<Filled> kept = new ArrayList<>();
        List<Filled> sorted = new ArrayList<>(filled);
        sorted.sort(
                Comparator.comparingDouble((Filled f) -> -kinds.get(f.kind()).watts()));
        for (Filled f : sorted) {
            List<PlacedModel> needed = new ArrayList<>();
            for (PlacedModel p : f.packing().placed()) {
                int d = p.demand();
                boolean spare = sum[d] - p.capacity() >= Math.min(sum[d], wanted[d]);
                if (spare) {
                    sum[d] -= p.capacity();
                } else {
                    needed.add(p);
                }
            }
            if (needed.size() == f.packing().placed().size()) {
                kept.add(f);
            } else if (!needed.isEmpty()) {
                Packing packing = new Packing(needed, f.packing().worth());
                kept.add(new Filled(f.kind(), packing, wanted.length));
            }
        }
        return kept;
    }

    private int[] served(List<Filled> filled) {
        long[] sum = new long[wanted.length];
        filled.forEach(f -> IntStream.range(0, sum.length).forEach(d -> sum[d] += f.capacity(d)));
        return IntStream.range(0, sum.length)
                .map(d -> (int) Math.min(sum[d], wanted[d]))
                .toArray();
    }

    private Score score(List<Filled> filled) {
        int[] served = served(filled);
        double value = 0;
        for (int d = 0; d < served.length; d++) {
            value += worth[d] * served[d];
        }
        double watts =
                filled.stream().mapToDouble(f -> kinds.get(f.kind()).watts()).sum();
        return new Score(value, filled.size(), watts);
    }

    /** Sends users to servers so that all of a demand are about equally full. */
    private List<FleetPlacement.Used> used(List<Filled> filled, int[] served) {
        long[] capacity = new long[wanted.length];
        long[] before = new long[wanted.length];
        filled.forEach(f -> IntStream.range(0, capacity.length).forEach(d -> capacity[d] += f.capacity(d)));
        List<Filled> sorted = new ArrayList<>(filled);
        sorted.sort(Comparator.comparingInt(Filled::kind));
        List<FleetPlacement.Used> used = new ArrayList<>();
        for (Filled f : sorted) {
            List<FleetPlacement.Server> servers = new ArrayList<>();
            for (PlacedModel p : f.packing().placed()) {
                int d = p.demand();
                long until = before[d] + p.capacity();
                // rounded down on both sides, so that the shares add up and none is above its capacity
                long users = served[d] * until / capacity[d] - served[d] * before[d] / capacity[d];
                before[d] = until;
                servers.add(new FleetPlacement.Server(p, (int) users));
            }
            used.add(new FleetPlacement.Used(f.kind(), servers));
        }
        return used;
    }
}
