package dev.llmfit.recommend.fleet;

import java.util.List;

/**
 * What no placement exceeds. Both bounds are the Lagrangian dual of the placement with the demands relaxed, at the best of some prices:
 * each machine alone serves what is worth most at these prices, which is a knapsack over its cards. Any price gives a valid bound
 * (Fisher, The Lagrangian Relaxation Method for Solving Integer Programming Problems, 1981).
 */
final class FleetBound {
    /** Steps of the subgradient; judgement: the bound hardly moves after these. */
    private static final int STEPS = 60;

    private final List<FleetKind> kinds;
    private final int[] wanted;

    FleetBound(List<FleetKind> kinds, int[] wanted) {
        this.kinds = kinds;
        this.wanted = wanted.clone();
    }

    /** Returns what is served at most, where a user of each demand is worth so much. */
    double mostServed(double[] worth) {
        double[] price = worth.clone();
        double all = 0;
        for (int d = 0; d < worth.length; d++) {
            all += worth[d] * wanted[d];
        }
        double best = all;
        for (int step = 0; step < STEPS; step++) {
            double bound = 0;
            double[] slope = new double[wanted.length];
            for (int d = 0; d < wanted.length; d++) {
                bound += wanted[d] * Math.max(0, worth[d] - price[d]);
                slope[d] = price[d] < worth[d] ? -wanted[d] : 0;
            }
            for (FleetKind kind : kinds) {
                if (kind.count() > 0) {
                    bound += kind.count() * valued(kind, price, slope);
                }
            }
            best = Math.min(best, bound);
            move(price, slope, -all / (2.0 + step), worth);
        }
        return best;
    }

    /** Returns the fewest machines that serve so many users of each demand. */
    int fewestMachines(int[] served) {
        double[] price = new double[wanted.length];
        double[] highest = new double[wanted.length];
        for (int d = 0; d < wanted.length; d++) {
            int demand = d;
            int most = kinds.stream()
                    .filter(k -> k.count() > 0)
                    .mapToInt(k -> k.capacity().most(demand))
                    .max()
                    .orElse(0);
            highest[d] = most == 0 ? 0 : 1.0 / Math.min(most, Math.max(1, served[d]));
            price[d] = highest[d] / 2;
        }
        double best = 0;
        for (int step = 0; step < STEPS; step++) {
            double bound = 0;
            double dearest = 0;
            double[] slope = new double[wanted.length];
            for (int d = 0; d < wanted.length; d++) {
                bound += price[d] * served[d];
                slope[d] = served[d];
            }
            for (FleetKind kind : kinds) {
                double[] users = new double[wanted.length];
                double value = kind.count() == 0 ? 0 : valued(new FleetKind(kind.capacity(), 1, 0), price, users);
                dearest = Math.max(dearest, value);
                if (value > 1) {
                    bound -= kind.count() * (value - 1);
                    for (int d = 0; d < users.length; d++) {
                        slope[d] -= kind.count() * users[d];
                    }
                }
            }
            double all = 0;
            for (int d = 0; d < wanted.length; d++) {
                all += price[d] * served[d];
            }
            // at prices at which no machine serves more than 1, each serves at most 1 of all
            best = Math.max(best, Math.max(bound, dearest > 0 ? all / dearest : 0));
            move(price, slope, Math.max(1, bound) / (2.0 + step), highest);
        }
        // a sum of thousands of products is wrong by less than this
        return (int) Math.ceil(best - 1e-6);
    }

    /** Steps along a slope, so far that the bound would change by so much, within 0 and the highest prices. */
    private static void move(double[] price, double[] slope, double by, double[] highest) {
        double square = 0;
        for (int d = 0; d < price.length; d++) {
            square += slope[d] * slope[d] * highest[d] * highest[d];
        }
        for (int d = 0; d < price.length && square > 0; d++) {
            double next = price[d] + by * slope[d] * highest[d] * highest[d] / square;
            price[d] = Math.clamp(next, 0, highest[d]);
        }
    }

    /** Returns what one machine serves at most at these prices, and adds the users of the whole kind to the slope. */
    private double valued(FleetKind kind, double[] price, double[] slope) {
        double[] users = new double[price.length];
        double total = 0;
        for (CardBank bank : kind.capacity().banks()) {
            total += bank(bank, price, users);
        }
        for (int d = 0; d < price.length; d++) {
            double whole = price[d] * useful(d, kind.capacity().whole(d));
            if (whole > total) {
                total = whole;
                users = new double[price.length];
                users[d] = useful(d, kind.capacity().whole(d));
            }
        }
        for (int d = 0; d < price.length; d++) {
            slope[d] += kind.count() * users[d];
        }
        return total;
    }

    private int useful(int demand, int users) {
        return Math.min(wanted[demand], users);
    }

    private double bank(CardBank bank, double[] price, double[] users) {
        double[] best = new double[bank.cards() + 1];
        double[][] of = new double[bank.cards() + 1][price.length];
        double[] sharing = new double[price.length];
        double shared = shared(bank, price, sharing);
        for (int j = 1; j <= bank.cards(); j++) {
            best[j] = best[j - 1] + shared;
            of[j] = sum(of[j - 1], sharing);
            for (int s = 0; s < bank.sizes(); s++) {
                for (int d = 0; d < price.length && bank.size(s) <= j; d++) {
                    int more = useful(d, bank.group(d, s));
                    double value = best[j - bank.size(s)] + price[d] * more;
                    if (value > best[j]) {
                        best[j] = value;
                        of[j] = of[j - bank.size(s)].clone();
                        of[j][d] += more;
                    }
                }
            }
        }
        for (int d = 0; d < price.length; d++) {
            users[d] += of[bank.cards()][d];
        }
        return best[bank.cards()];
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < b.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** Returns what a shared card serves at most; more than it can is taken where that is simpler: each sharer its best part. */
    private double shared(CardBank bank, double[] price, double[] users) {
        double most = 0;
        for (int sharers = 2; sharers <= Math.min(CardBank.MOST_SHARERS, price.length); sharers++) {
            double[][] best = new double[sharers + 1][CardBank.EIGHTHS + 1];
            for (int d = 0; d < price.length; d++) {
                for (int n = sharers; n >= 1; n--) {
                    for (int e = CardBank.EIGHTHS; e >= 1; e--) {
                        for (int own = 1; own <= e; own++) {
                            double value = best[n - 1][e - own] + price[d] * useful(d, bank.shared(d, sharers, own));
                            best[n][e] = Math.max(best[n][e], value);
                        }
                    }
                }
            }
            most = Math.max(most, best[sharers][CardBank.EIGHTHS]);
        }
        double[] alone = new double[price.length];
        int dearest = 0;
        for (int d = 1; d < price.length; d++) {
            dearest = price[d] > price[dearest] ? d : dearest;
        }
        // the slope only steers the prices: the bound is valid with any
        alone[dearest] = price.length == 0 || price[dearest] == 0 ? 0 : most / price[dearest];
        System.arraycopy(alone, 0, users, 0, users.length);
        return most;
    }
}
