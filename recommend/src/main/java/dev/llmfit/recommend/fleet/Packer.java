package dev.llmfit.recommend.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fills one machine with servers so that they serve the most of what is wanted, each user weighed. */
final class Packer {
    /** Cards of a bank that are shared at most; judgement: sharing is for what is left over. */
    private static final int MOST_SHARED = 3;

    private final double[] worth;
    private final int demands;

    /** Creates a packer in which a user of each demand is worth so much. */
    Packer(double[] worth) {
        this.worth = worth.clone();
        this.demands = worth.length;
    }

    /** Returns the best servers of a machine for so many users of each demand. */
    Packing pack(MachineCapacity machine, int[] wanted) {
        int[] left = wanted.clone();
        List<PlacedModel> placed = new ArrayList<>();
        double total = 0;
        for (int b = 0; b < machine.banks().size(); b++) {
            total += fill(machine.banks().get(b), b, left, placed);
        }
        Packing best = new Packing(placed, total);
        for (int d = 0; d < demands; d++) {
            double alone = worth[d] * Math.min(wanted[d], machine.whole(d));
            if (alone > best.worth() * (1 + 1e-9)) {
                int cards = Math.max(1, machine.cards());
                PlacedModel all = new PlacedModel(d, PlacedModel.WHOLE, cards, 1, CardBank.EIGHTHS, machine.whole(d));
                best = new Packing(List.of(all), alone);
            }
        }
        return best;
    }

    private double fill(CardBank bank, int index, int[] left, List<PlacedModel> placed) {
        Filling best = new Filling(bank, index, left);
        best.groups(bank.cards());
        boolean several = open(left) > 1;
        for (int shared = 1; several && shared <= Math.min(MOST_SHARED, bank.cards()); shared++) {
            Filling first = new Filling(bank, index, left);
            first.share(shared);
            first.groups(bank.cards() - shared);
            Filling after = new Filling(bank, index, left);
            after.groups(bank.cards() - shared);
            after.share(shared);
            best = better(best, better(first, after));
        }
        System.arraycopy(best.left, 0, left, 0, demands);
        placed.addAll(best.placed);
        return best.total;
    }

    private static Filling better(Filling a, Filling b) {
        return b.total > a.total * (1 + 1e-9) ? b : a;
    }

    private int open(int[] left) {
        int open = 0;
        for (int d = 0; d < demands; d++) {
            open += left[d] > 0 && worth[d] > 0 ? 1 : 0;
        }
        return open;
    }

    /** A bank that is being filled. */
    private final class Filling {
        private final CardBank bank;
        private final int index;
        private final int[] left;
        private final List<PlacedModel> placed = new ArrayList<>();
        private double total;

        Filling(CardBank bank, int index, int[] left) {
            this.bank = bank;
            this.index = index;
            this.left = left.clone();
        }

        private double gain(int demand, int users) {
            return worth[demand] * Math.min(left[demand], users);
        }

        private void take(PlacedModel model) {
            total += gain(model.demand(), model.capacity());
            left[model.demand()] = Math.max(0, left[model.demand()] - model.capacity());
            placed.add(model);
        }

        /** Gives whole cards to demands: a knapsack over the cards, exact for this bank. */
        void groups(int cards) {
            double[] best = new double[cards + 1];
            int[][] choice = new int[demands][cards + 1];
            for (int d = 0; d < demands; d++) {
                if (left[d] == 0 || worth[d] == 0 || bank.most(d, cards) == 0) {
                    continue;
                }
                double[] next = best.clone();
                for (int j = 1; j <= cards; j++) {
                    for (int own = 1; own <= j; own++) {
                        double value = best[j - own] + gain(d, bank.most(d, own));
                        if (value > next[j] * (1 + 1e-12)) {
                            next[j] = value;
                            choice[d][j] = own;
                        }
                    }
                }
                best = next;
            }
            int j = cards;
            while (j > 0 && best[j - 1] >= best[j] * (1 - 1e-12)) {
                j--;
            }
            for (int d = demands - 1; d >= 0; d--) {
                int own = choice[d][j];
                servers(d, own);
                j -= own;
            }
        }

        private void servers(int demand, int cards) {
            int of = cards;
            while (of > 0) {
                int size = bank.last(demand, of);
                if (size >= 0) {
                    take(new PlacedModel(
                            demand, index, bank.size(size), 1, CardBank.EIGHTHS, bank.group(demand, size)));
                }
                of -= size < 0 ? 1 : bank.size(size);
            }
        }

        void share(int cards) {
            for (int c = 0; c < cards; c++) {
                List<PlacedModel> best = List.of();
                double most = 0;
                for (int sharers = 2; sharers <= Math.min(CardBank.MOST_SHARERS, open(left)); sharers++) {
                    List<PlacedModel> some = sharers(sharers);
                    double value = some.stream()
                            .mapToDouble(p -> gain(p.demand(), p.capacity()))
                            .sum();
                    if (value > most) {
                        most = value;
                        best = some;
                    }
                }
                best.forEach(this::take);
            }
        }

        /** Returns the best servers that share one card: a knapsack over its memory. */
        private List<PlacedModel> sharers(int sharers) {
            double[][] best = new double[sharers + 1][CardBank.EIGHTHS + 1];
            int[][][] choice = new int[demands][sharers + 1][CardBank.EIGHTHS + 1];
            for (double[] row : best) {
                Arrays.fill(row, Double.NEGATIVE_INFINITY);
            }
            best[0][0] = 0;
            for (int d = 0; d < demands; d++) {
                if (left[d] == 0 || worth[d] == 0) {
                    continue;
                }
                for (int n = sharers; n >= 1; n--) {
                    for (int e = CardBank.EIGHTHS; e >= 1; e--) {
                        for (int own = 1; own <= e; own++) {
                            double value = best[n - 1][e - own] + gain(d, bank.shared(d, sharers, own));
                            if (bank.shared(d, sharers, own) > 0 && value > best[n][e]) {
                                best[n][e] = value;
                                choice[d][n][e] = own;
                            }
                        }
                    }
                }
            }
            return traced(sharers, best, choice);
        }

        private List<PlacedModel> traced(int sharers, double[][] best, int[][][] choice) {
            int e = 0;
            for (int i = 1; i <= CardBank.EIGHTHS; i++) {
                e = best[sharers][i] > (e == 0 ? 0 : best[sharers][e]) ? i : e;
            }
            List<PlacedModel> some = new ArrayList<>();
            int n = sharers;
            for (int d = demands - 1; d >= 0 && n > 0 && e > 0; d--) {
                int own = choice[d][n][e];
                if (own > 0) {
                    some.add(new PlacedModel(d, index, 1, sharers, own, bank.shared(d, sharers, own)));
                    n--;
                    e -= own;
                }
            }
            return n == 0 ? some : List.of();
        }
    }
}
