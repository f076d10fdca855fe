package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.database.DevicePrices;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds the cheapest hardware that runs a model as wished, by the prices of the hardware database. */
public final class UpgradePlanner {
    /** A dearer purchase is worth a line if it writes this many times as fast as every cheaper one: less lies within the range of a prediction. Judgement. */
    private static final double FASTER = 1.15;

    /** RAM of the computer around a card: what desktops with such cards usually have, judgement. */
    public static final Bytes DESKTOP_RAM = Bytes.ofGib(64);

    /** What the system and a browser take of it; judgement. */
    private static final Bytes SYSTEM = Bytes.ofGib(5);

    private final PriceList prices;
    private final MachineResolver machines;

    /**
     * A purchase that does it.
     *
     * @param purchase what to buy
     * @param best the best launch on it
     * @param ramUsdPerGib price of the RAM of the computer around cards
     */
    public record Answer(Purchase purchase, Candidate best, DevicePrice ramUsdPerGib) {
        /** Watts of a computer without its cards, and the load up to which power supplies are planned; ATX 3 design guide, judgement. */
        private static final double COMPUTER_WATTS = 250;

        private static final double SUPPLY_LOAD = 0.85;

        /**
         * Returns the RAM that the computer around must have free: the launch's own part with what grows, and what its system keeps.
         */
        public Bytes ram() {
            Bytes growth = best.growth().bound().orElse(best.growth().expected());
            return best.host().total().plus(growth).plus(SYSTEM);
        }

        /** Returns the RAM to buy beside cards: the kit that holds it; nothing beside a whole computer. */
        public Bytes kit() {
            return purchase.cardOnly() ? DevicePrices.kit(ram()) : Bytes.ZERO;
        }

        /** Returns the price of that, USD. */
        public double ramUsd() {
            return kit().gib() * ramUsdPerGib.usd();
        }

        /** Returns the price of the purchase and of the RAM that it needs, USD; empty if that of the purchase is not known. */
        public OptionalDouble totalUsd() {
            return purchase.priceUsd().isPresent()
                    ? OptionalDouble.of(purchase.priceUsd().getAsDouble() + ramUsd())
                    : OptionalDouble.empty();
        }

        /** Returns the watts that the power supply must have, rounded up to 50; empty for boards and where the data are not known. */
        public OptionalDouble powerSupply() {
            OptionalDouble cards = purchase.watts();
            if (!purchase.cardOnly() || cards.isEmpty()) {
                return OptionalDouble.empty();
            }
            return OptionalDouble.of(Math.ceil((cards.getAsDouble() + COMPUTER_WATTS) / SUPPLY_LOAD / 50) * 50);
        }
    }

    /** Creates a planner. */
    public UpgradePlanner(HardwareDatabase database, MachineResolver machines) {
        this.prices = new PriceList(database);
        this.machines = machines;
    }

    /**
     * Returns purchases that grant a wish, cheapest first, the RAM that they need counted. One follows a cheaper one only if it
     * writes faster or needs fewer cards.
     *
     * @param wanted how many to return
     */
    public List<Answer> cheapest(PurchaseWish wish, int wanted) {
        List<Answer> found = new ArrayList<>();
        for (Purchase purchase : prices.priced()) {
            double least = leastUsd(purchase);
            List<Answer> cheaper =
                    worthwhile(found).stream().filter(a -> total(a) <= least).toList();
            if (cheaper.size() >= wanted) {
                break; // all that follow cost more than these
            }
            boolean fewer = cheaper.stream()
                    .allMatch(a -> purchase.count() < a.purchase().count());
            double fastest = cheaper.stream()
                    .mapToDouble(a -> a.best().each().mid())
                    .max()
                    .orElse(0);
            answer(purchase, wish, fewer ? 0 : fastest * FASTER).ifPresent(found::add);
        }
        List<Answer> answers = worthwhile(found);
        return answers.subList(0, Math.min(wanted, answers.size()));
    }

    /** Returns a price that a purchase has at least: its own, and the smallest RAM that a system runs in. */
    private double leastUsd(Purchase purchase) {
        double own = purchase.priceUsd().orElseThrow();
        return purchase.cardOnly()
                ? own + DevicePrices.kit(SYSTEM).gib() * prices.ram().usd()
                : own;
    }

    private static double total(Answer answer) {
        return answer.totalUsd().orElseThrow();
    }

    private static List<Answer> worthwhile(List<Answer> found) {
        List<Answer> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingDouble(UpgradePlanner::total));
        List<Answer> kept = new ArrayList<>();
        double fastest = 0;
        int fewest = Integer.MAX_VALUE;
        for (Answer answer : sorted) {
            double tg = answer.best().each().mid();
            if (answer.purchase().count() < fewest || tg >= fastest * FASTER) {
                kept.add(answer);
                fastest = Math.max(fastest, tg);
                fewest = Math.min(fewest, answer.purchase().count());
            }
        }
        return kept;
    }

    /**
     * Returns computers that grant a wish and have no full price in the database: of each family the one with the least memory.
     *
     * @param wanted how many to return
     */
    public List<Answer> unpriced(PurchaseWish wish, int wanted) {
        List<Answer> answers = new ArrayList<>();
        for (Purchase purchase : prices.unpriced()) {
            if (answers.size() >= wanted) {
                break;
            }
            boolean known = answers.stream()
                    .anyMatch(a -> a.purchase()
                            .entry()
                            .vendor()
                            .equals(purchase.entry().vendor()));
            if (!known) {
                answer(purchase, wish, 0).ifPresent(answers::add);
            }
        }
        return answers;
    }

    private Optional<Answer> answer(Purchase purchase, PurchaseWish wish, double leastTps) {
        Machine named = machines.resolve(HardwareSelector.named(purchase.selector()));
        Machine machine = purchase.cardOnly() ? inDesktop(named) : named;
        double needed = Math.max(leastTps, wish.comfortTps(machine));
        if (machine.devices().isEmpty() || wish.bound(machine) < needed) {
            return Optional.empty();
        }
        return wish.granted(machine, needed).map(c -> new Answer(purchase, c, prices.ram()));
    }

    /** Returns a machine with no more RAM than a desktop usually has: the price of a card must not rest on a server's memory. */
    private static Machine inDesktop(Machine machine) {
        Pool host = machine.hostPool();
        if (host.installed().compareTo(DESKTOP_RAM) <= 0) {
            return machine;
        }
        List<Pool> pools = new ArrayList<>(machine.pools());
        pools.set(
                0,
                new Pool(
                        host.id(),
                        host.kind(),
                        DESKTOP_RAM,
                        host.capacity().min(DESKTOP_RAM),
                        host.free().min(DESKTOP_RAM.minus(SYSTEM)),
                        host.bandwidthGbps(),
                        host.measuredGbps(),
                        host.source()));
        return machine.withPools(pools);
    }
}
