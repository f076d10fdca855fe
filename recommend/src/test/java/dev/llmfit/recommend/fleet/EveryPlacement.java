package dev.llmfit.recommend.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tries every placement of a small fleet. It shares nothing with the search but what a machine holds. */
final class EveryPlacement {
    private final int demands;
    private final int[] wanted;
    private final double[] worth;
    private double most;
    private int machines;

    /**
     * The best of a fleet.
     *
     * @param served weighed users
     * @param machines the fewest that serve them
     */
    record Best(double served, int machines) {}

    EveryPlacement(int[] wanted, double[] worth) {
        this.demands = wanted.length;
        this.wanted = wanted.clone();
        this.worth = worth.clone();
    }

    Best of(List<FleetKind> kinds) {
        List<List<int[]>> choices = new ArrayList<>();
        for (FleetKind kind : kinds) {
            List<int[]> vectors = vectors(kind.capacity());
            for (int i = 0; i < kind.count(); i++) {
                choices.add(vectors);
            }
        }
        most = -1;
        choose(choices, 0, new int[demands], 0);
        return new Best(most, machines);
    }

    private void choose(List<List<int[]>> choices, int at, int[] users, int used) {
        if (at == choices.size()) {
            double value = 0;
            for (int d = 0; d < demands; d++) {
                value += worth[d] * Math.min(wanted[d], users[d]);
            }
            if (value > most + 1e-12 || (value > most - 1e-12 && used < machines)) {
                most = Math.max(most, value);
                machines = used;
            }
            return;
        }
        choose(choices, at + 1, users, used);
        for (int[] vector : choices.get(at)) {
            choose(choices, at + 1, sum(users, vector), used + 1);
        }
    }

    private List<int[]> vectors(MachineCapacity machine) {
        Set<List<Integer>> all = new HashSet<>();
        all.add(list(new int[demands]));
        for (CardBank bank : machine.banks()) {
            Set<List<Integer>> next = new HashSet<>();
            for (List<Integer> before : all) {
                fill(bank, bank.cards(), before, next);
            }
            all = next;
        }
        for (int d = 0; d < demands; d++) {
            int[] whole = new int[demands];
            whole[d] = machine.whole(d);
            all.add(list(whole));
        }
        List<int[]> vectors = new ArrayList<>();
        for (List<Integer> a : all) {
            int[] cut = new int[demands];
            for (int d = 0; d < demands; d++) {
                cut[d] = Math.min(wanted[d], a.get(d));
            }
            vectors.add(cut);
        }
        // what another exceeds everywhere is never better
        List<int[]> kept = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            boolean beaten = Arrays.stream(vectors.get(i)).sum() == 0;
            for (int j = 0; j < vectors.size() && !beaten; j++) {
                boolean same = Arrays.equals(vectors.get(i), vectors.get(j));
                beaten = i != j && (same ? j < i : covers(vectors.get(j), vectors.get(i)));
            }
            if (!beaten) {
                kept.add(vectors.get(i));
            }
        }
        return kept;
    }

    private boolean covers(int[] a, int[] b) {
        for (int d = 0; d < demands; d++) {
            if (a[d] < b[d]) {
                return false;
            }
        }
        return true;
    }

    private void fill(CardBank bank, int cards, List<Integer> users, Set<List<Integer>> all) {
        all.add(users);
        for (int s = 0; s < bank.sizes(); s++) {
            for (int d = 0; d < demands && bank.size(s) <= cards; d++) {
                if (bank.group(d, s) > 0) {
                    fill(bank, cards - bank.size(s), more(users, d, bank.group(d, s)), all);
                }
            }
        }
        for (int sharers = 2; sharers <= CardBank.MOST_SHARERS && cards > 0; sharers++) {
            share(bank, cards, sharers, 0, sharers, CardBank.EIGHTHS, users, all);
        }
    }

    private void share(
            CardBank bank,
            int cards,
            int sharers,
            int demand,
            int open,
            int eighths,
            List<Integer> users,
            Set<List<Integer>> all) {
        if (open == 0) {
            fill(bank, cards - 1, users, all);
            return;
        }
        if (demand == demands) {
            return;
        }
        share(bank, cards, sharers, demand + 1, open, eighths, users, all);
        for (int e = 1; e <= eighths; e++) {
            int held = bank.shared(demand, sharers, e);
            boolean same = e > 1 && held == bank.shared(demand, sharers, e - 1);
            if (held > 0 && !same) {
                share(bank, cards, sharers, demand + 1, open - 1, eighths - e, more(users, demand, held), all);
            }
        }
    }

    private static List<Integer> more(List<Integer> users, int demand, int by) {
        List<Integer> more = new ArrayList<>(users);
        more.set(demand, users.get(demand) + by);
        return more;
    }

    private static List<Integer> list(int[] users) {
        return Arrays.stream(users).boxed().toList();
    }

    private static int[] sum(int[] a, int[] b) {
        int[] sum = a.clone();
        for (int i = 0; i < b.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
