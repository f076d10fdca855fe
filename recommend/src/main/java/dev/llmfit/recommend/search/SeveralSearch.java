package dev.llmfit.recommend.search;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Places several models on one machine at the same time. Each model's best launches under shares of the memory are found by
 * {@link LaunchSearch}; of all combinations that fit together the one with the best worst tier, then the fewest lost tiers, then the
 * largest sum of utilities is taken; then each launch is searched again under exactly what the others leave, until none gets better.
 */
public final class SeveralSearch {
    /** Shares of the memory under which launches are searched; between two of them the last step fills up. */
    private static final double[] SHARES = {1, 0.75, 0.5, 0.25, 0.125};

    /** Rounds in which every launch is searched again. */
    private static final int ROUNDS = 4;

    private final List<Part> parts;
    private final Machine machine;
    private final Budgets all;
    private final Engines engines;
    private final List<List<PlannedLaunch>> choices;

    /**
     * A model to be placed.
     *
     * @param offer the model
     * @param fileTypes file types to consider
     * @param situation what is wanted of it
     */
    public record Part(ModelOffer offer, List<String> fileTypes, Situation situation) {
        public Part {
            fileTypes = List.copyOf(fileTypes);
        }
    }

    /** How good a combination is. */
    private record Total(int worst, int tiers, double utility) implements Comparable<Total> {
        static final Total NONE = new Total(0, 0, 0);

        Total plus(PlannedLaunch launch) {
            int tier = launch.score().tier();
            return new Total(
                    Math.max(worst, tier),
                    tiers + tier,
                    utility + launch.score().utility());
        }

        @Override
        public int compareTo(Total other) {
            if (worst != other.worst) {
                return Integer.compare(other.worst, worst);
            }
            return tiers != other.tiers ? Integer.compare(other.tiers, tiers) : Double.compare(utility, other.utility);
        }
    }

    /**
     * Creates a search.
     *
     * @param all what all models together may take
     */
    public SeveralSearch(List<Part> parts, Machine machine, Budgets all, Engines engines) {
        this.parts = List.copyOf(parts);
        this.machine = machine;
        this.all = all;
        this.engines = engines;
        this.choices = parts.stream().map(this::choices).toList();
    }

    /** Returns a launch of each of these models that fit beside each other; empty if there are none. */
    public Optional<List<PlannedLaunch>> best(List<Integer> wanted) {
        Combinations search = new Combinations(wanted);
        search.from(0, Total.NONE, new ArrayList<>(), all);
        return search.best.map(found -> improved(wanted, found));
    }

    /** Returns the most models that fit beside each other, the ones that were named first before others. */
    public List<Integer> most() {
        List<Integer> best = List.of();
        for (int mask = 1; mask < 1 << parts.size(); mask++) {
            List<Integer> some = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                if ((mask >> i & 1) == 1) {
                    some.add(i);
                }
            }
            if (some.size() > best.size() && best(some).isPresent()) {
                best = some;
            }
        }
        return best;
    }

    /** Returns what is left for one more launch beside these. */
    public Budgets beside(List<PlannedLaunch> launches) {
        Budgets left = all;
        for (PlannedLaunch launch : launches) {
            left = left.without(launch.estimate());
        }
        return left;
    }

    private List<PlannedLaunch> improved(List<Integer> wanted, List<PlannedLaunch> found) {
        List<PlannedLaunch> now = new ArrayList<>(found);
        boolean better = true;
        for (int round = 0; round < ROUNDS && better; round++) {
            better = false;
            for (int i = 0; i < now.size(); i++) {
                List<PlannedLaunch> others = new ArrayList<>(now);
                others.remove(i);
                Optional<PlannedLaunch> again = search(parts.get(wanted.get(i)), beside(others));
                PlannedLaunch before = now.get(i);
                if (again.filter(l -> l.score().compareTo(before.score()) > 0).isPresent()) {
                    now.set(i, again.get());
                    better = true;
                }
            }
        }
        return now;
    }

    private List<PlannedLaunch> choices(Part part) {
        List<PlannedLaunch> found = new ArrayList<>();
        int devices = all.devices().size();
        for (int only = devices > 1 ? -1 : 0; only < Math.max(1, devices); only++) {
            Optional<PlannedLaunch> last = Optional.empty();
            for (double share : SHARES) {
                Budgets some = share(only, share);
                if (last.filter(l -> some.fits(l.estimate())).isEmpty()) {
                    last = search(part, some);
                    last.filter(l -> !has(found, l)).ifPresent(found::add);
                }
            }
        }
        Budgets none = new Budgets(Collections.nCopies(devices, Bytes.ZERO), all.host(), all.shared(), all.memory());
        if (devices > 0) {
            search(part, none).filter(l -> !has(found, l)).ifPresent(found::add);
        }
        return found;
    }

    private static boolean has(List<PlannedLaunch> found, PlannedLaunch launch) {
        return found.stream()
                .anyMatch(f ->
                        f.fileType().equals(launch.fileType()) && f.options().equals(launch.options()));
    }

    /** Returns a share of the budget of all devices, or of one of them alone; memory that they share with the host is shared too. */
    private Budgets share(int only, double share) {
        List<Bytes> devices = new ArrayList<>();
        for (int d = 0; d < all.devices().size(); d++) {
            boolean used = only < 0 || all.devices().size() == 1 || d == only;
            devices.add(used ? part(all.devices().get(d), share) : Bytes.ZERO);
        }
        boolean one = devices.isEmpty() || all.shared().contains(true);
        return new Budgets(devices, one ? part(all.host(), share) : all.host(), all.shared(), all.memory());
    }

    private static Bytes part(Bytes of, double share) {
        return Bytes.of((long) (of.count() * share));
    }

    private Optional<PlannedLaunch> search(Part part, Budgets budgets) {
        Situation s = part.situation();
        return new LaunchSearch(
                        part.offer(),
                        part.fileTypes(),
                        machine,
                        budgets,
                        s.objective(),
                        s.request().cacheTypes(),
                        engines)
                .next()
                .filter(l -> budgets.fits(l.estimate()));
    }

    /** Depth-first search over one launch of each model; what cannot beat the best so far is cut off. */
    private final class Combinations {
        private final List<Integer> wanted;
        private final double[] most;
        private Total total = Total.NONE;
        private long room;
        private Optional<List<PlannedLaunch>> best = Optional.empty();

        Combinations(List<Integer> wanted) {
            this.wanted = wanted;
            this.most = new double[wanted.size() + 1];
            for (int i = wanted.size() - 1; i >= 0; i--) {
                most[i] = most[i + 1]
                        + choices.get(wanted.get(i)).stream()
                                .mapToDouble(l -> l.score().utility())
                                .max()
                                .orElse(0);
            }
        }

        void from(int i, Total soFar, List<PlannedLaunch> taken, Budgets left) {
            if (best.isPresent()
                    && new Total(soFar.worst(), soFar.tiers(), soFar.utility() + most[i]).compareTo(total) < 0) {
                return;
            }
            if (i == wanted.size()) {
                // Among equals the load is spread: models on GPUs of their own do not wait for each other.
                long least =
                        left.devices().stream().mapToLong(Bytes::count).min().orElse(0);
                if (best.isEmpty() || soFar.compareTo(total) > 0 || least > room) {
                    best = Optional.of(List.copyOf(taken));
                    total = soFar;
                    room = least;
                }
                return;
            }
            for (PlannedLaunch launch : choices.get(wanted.get(i))) {
                if (left.fits(launch.estimate())) {
                    taken.add(launch);
                    from(i + 1, soFar.plus(launch), taken, left.without(launch.estimate()));
                    taken.removeLast();
                }
            }
        }
    }
}
