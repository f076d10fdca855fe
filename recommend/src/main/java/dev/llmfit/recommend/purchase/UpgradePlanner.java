package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
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
     */
    public record Answer(Purchase purchase, Candidate best) {
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
     * Returns purchases that grant a wish, cheapest first. One follows a cheaper one only if it writes faster or needs fewer cards.
     *
     * @param wanted how many to return
     */
    public List<Answer> cheapest(PurchaseWish wish, int wanted) {
        List<Answer> answers = new ArrayList<>();
        double fastest = 0;
        int fewest = Integer.MAX_VALUE;
        for (Purchase purchase : prices.priced()) {
            if (answers.size() >= wanted) {
                break;
            }
            boolean fewer = purchase.count() < fewest;
            Optional<Answer> found = answer(purchase, wish, fewer ? 0 : fastest * FASTER);
            if (found.isPresent()) {
                double tg = found.get().best().each().mid();
                if (fewer || tg >= fastest * FASTER) {
                    answers.add(found.get());
                    fastest = Math.max(fastest, tg);
                    fewest = Math.min(fewest, purchase.count());
                }
            }
        }
        return answers;
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
        return wish.granted(machine).map(c -> new Answer(purchase, c));
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
