package dev.llmfit.recommend.fleet;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.search.SeveralUsers;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Finds how many users of each wish a machine serves: memory exact, speed by the model. */
public final class CapacityFinder {
    /** Cards of a server to choose from beside all of a bank; judgement: what people split a model over. */
    private static final List<Integer> GROUPS = List.of(1, 2, 3, 4, 6, 8, 12, 16);

    private final List<FleetWish> wishes;
    private final Engines engines;
    private final List<SizedReplica> sizes;

    /**
     * Creates a finder.
     *
     * @param objective what the rules want of any machine of the fleet
     */
    public CapacityFinder(List<FleetWish> wishes, Objective objective, Engines engines) {
        this.wishes = List.copyOf(wishes);
        this.engines = engines;
        this.sizes = wishes.stream()
                .map(w -> new SizedReplica(w, objective, engines))
                .toList();
    }

    /** Returns what the rules want of a chat. */
    public static Objective objective(Machine machine, RuleBook rules, Engines engines) {
        return new Recommender(machine, rules, engines)
                .situation(Request.chat(), true)
                .objective();
    }

    /** Equal cards of a machine; none of them means the machine without a GPU. */
    private record Bank(List<Device> cards) {
        boolean none() {
            return cards.isEmpty();
        }
    }

    private static List<Bank> banks(Machine machine) {
        if (machine.devices().isEmpty()) {
            return List.of(new Bank(List.of()));
        }
        Map<List<Object>, List<Device>> alike = new LinkedHashMap<>();
        for (Device d : machine.devices()) {
            boolean own = !d.poolId().equals(machine.hostPool().id());
            alike.computeIfAbsent(
                            List.of(d.description(), d.backend(), d.installed(), d.setting(), own),
                            _ -> new ArrayList<>())
                    .add(d);
        }
        return alike.values().stream().map(Bank::new).toList();
    }

    /** Returns the machine that has no more than these cards. */
    private static Machine with(Machine machine, List<Device> cards) {
        List<Pool> pools = machine.pools().stream()
                .filter(p -> p.id().equals(machine.hostPool().id())
                        || cards.stream().anyMatch(c -> c.poolId().equals(p.id())))
                .toList();
        return machine.withDevices(pools, cards);
    }

    /** Returns how many users of each wish a machine serves. */
    public MachineCapacity of(Machine machine) {
        List<CardBank> banks = new ArrayList<>();
        for (Bank bank : banks(machine)) {
            banks.add(bank(machine, bank));
        }
        int[] whole = new int[wishes.size()];
        MachineCapacity onCards = new MachineCapacity(banks, whole);
        for (int w = 0; w < wishes.size(); w++) {
            if (onCards.most(w) == 0) {
                whole[w] = anywhere(machine, w);
            }
        }
        return new MachineCapacity(banks, whole);
    }

    private int anywhere(Machine machine, int w) {
        FleetWish wish = wishes.get(w);
        Budgets budgets = engines.learned(
                Budgets.of(machine, Budgets.DEFAULT_MARGIN),
                machine,
                sizes.get(w).model());
        if (wish.offer().leastBytes(wish.fileType()).count() > budgets.everything()) {
            return 0;
        }
        SeveralUsers launches = sizes.get(w).launches();
        return launches.most(machine, budgets, wish.leastTps())
                .map(l -> l.options().nParallel())
                .orElse(0);
    }

    private CardBank bank(Machine machine, Bank bank) {
        int cards = Math.max(1, bank.cards().size());
        int[] groups = GROUPS.stream()
                .filter(n -> n < cards)
                .mapToInt(Integer::intValue)
                .toArray();
        int[] all = IntStream.concat(IntStream.of(groups), IntStream.of(cards)).toArray();
        int[][] group = new int[wishes.size()][all.length];
        int[][][] shared = new int[wishes.size()][CardBank.MOST_SHARERS - 1][CardBank.EIGHTHS];
        for (int w = 0; w < wishes.size(); w++) {
            for (int g = 0; g < all.length; g++) {
                Part part = new Part(machine, bank, all[g], 1);
                group[w][g] = part.users(w, CardBank.EIGHTHS);
            }
            for (int n = 2; n <= CardBank.MOST_SHARERS && wishes.size() > 1; n++) {
                Part part = new Part(machine, bank, 1, n);
                for (int e = 1; e <= CardBank.EIGHTHS; e++) {
                    shared[w][n - 2][e - 1] = part.users(w, e);
                }
            }
        }
        return new CardBank(cards, all, group, shared);
    }

    /** Some cards of a bank, alone or shared. */
    private final class Part {
        private final Machine cards;
        private final int sharers;
        private final Budgets budgets;
        private final long host;
        private final Map<Integer, Integer> fast = new LinkedHashMap<>();
        private final Map<Integer, Budgets> learned = new LinkedHashMap<>();

        Part(Machine machine, Bank bank, int count, int sharers) {
            this.cards = bank.none() ? machine : with(machine, bank.cards().subList(0, count));
            this.sharers = sharers;
            this.budgets = Budgets.of(cards, Budgets.DEFAULT_MARGIN).forProcesses(cards, sharers);
            // each card has its part of the RAM, so that servers on all of them fit beside each other
            int all = Math.max(1, machine.devices().size());
            long together = Budgets.of(machine, Budgets.DEFAULT_MARGIN)
                    .forProcesses(machine, all)
                    .host()
                    .count();
            boolean whole = bank.none() || budgets.shared().contains(true);
            this.host = whole ? budgets.host().count() : Math.max(0, together) / all * count / sharers;
        }

        /** Returns the users of a wish with so many eighths of the memory, each as fast as wished while the sharers take turns. */
        int users(int w, int eighths) {
            SizedReplica size = sizes.get(w);
            Optional<Estimate> one = size.size(cards, 1);
            if (one.isEmpty() || !fits(w, one.get(), eighths)) {
                return 0;
            }
            int most = fast.computeIfAbsent(w, _ -> fast(size, w, one.get().layerDevice()));
            return largest(
                    most,
                    n -> size.size(cards, n).filter(e -> fits(w, e, eighths)).isPresent());
        }

        private int fast(SizedReplica size, int w, List<Integer> layers) {
            double least = wishes.get(w).leastTps() * sharers;
            return least == 0
                    ? LaunchOptions.MAX_PARALLEL
                    : largest(LaunchOptions.MAX_PARALLEL, n -> size.each(cards, n, layers) >= least);
        }

        private boolean fits(int w, Estimate estimate, int eighths) {
            Budgets own = learned.computeIfAbsent(
                    w, _ -> engines.learned(budgets, cards, sizes.get(w).model()));
            boolean unified = own.shared().contains(true);
            long onHost = estimate.host().total().count();
            for (int d = 0; d < own.devices().size(); d++) {
                long used = estimate.devices().get(d).total().count();
                if (used > part(own.devices().get(d), eighths)) {
                    return false;
                }
                onHost += own.shared().get(d) ? used : 0;
            }
            return onHost <= (unified || cards.devices().isEmpty() ? part(Bytes.of(host), eighths) : host);
        }

        private static long part(Bytes of, int eighths) {
            return Math.max(0, of.count()) / CardBank.EIGHTHS * eighths;
        }
    }

    /** Returns the largest number up to a limit that passes, where all below it pass; 0 if 1 does not. */
    private static int largest(int limit, IntPredicate passes) {
        int low = 0;
        int high = limit + 1;
        int step = 1;
        while (high - low > 1) {
            int middle = high > limit ? Math.min(limit, low + step) : (low + high) >>> 1;
            if (passes.test(middle)) {
                low = middle;
                step = Math.min(step * 4, limit);
            } else {
                high = middle;
            }
        }
        return low;
    }
}
