package dev.llmfit.recommend;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareEntry;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.rules.RuleBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds the cheapest hardware that runs a model as wished, by the prices of the hardware database. */
public final class UpgradePlanner {
    private static final List<Integer> COUNTS = List.of(1, 2, 4);
    private static final double GIB = 1L << 30;

    private final HardwareDatabase database;
    private final MachineResolver machines;
    private final RuleBook rules;
    private final Engines engines;

    /**
     * Something that can be bought.
     *
     * @param entry row of the database
     * @param count how many of it
     * @param priceUsd launch price of all of them, USD
     */
    public record Purchase(HardwareEntry entry, int count, double priceUsd) {
        /** Returns the name for {@code --hardware}. */
        public String selector() {
            return count == 1 ? entry.id() : count + "x " + entry.id();
        }

        /** Returns whether a computer around it must be bought too. */
        public boolean cardOnly() {
            return entry.kind() == HardwareEntry.Kind.GPU;
        }

        /** Returns the power of all of them under load, watts, if the database knows it. */
        public OptionalDouble watts() {
            return entry.tdpWatt()
                            .map(UpgradePlanner::lastNumber)
                            .orElse(OptionalDouble.empty())
                            .isPresent()
                    ? OptionalDouble.of(
                            lastNumber(entry.tdpWatt().orElseThrow()).getAsDouble() * count)
                    : OptionalDouble.empty();
        }
    }

    /**
     * A purchase that does it.
     *
     * @param purchase what to buy
     * @param best the best launch on it
     */
    public record Answer(Purchase purchase, Candidate best) {}

    /** Creates a planner. */
    public UpgradePlanner(HardwareDatabase database, MachineResolver machines, RuleBook rules, Engines engines) {
        this.database = database;
        this.machines = machines;
        this.rules = rules;
        this.engines = engines;
    }

    /**
     * Returns the cheapest purchases on which the best launch is comfortable and loses no more than a wish allows, cheapest first.
     *
     * @param worstPpl largest loss of perplexity, percent
     * @param wanted how many to return
     */
    public List<Answer> cheapest(ModelOffer offer, Request request, double worstPpl, int wanted) {
        List<Answer> answers = new ArrayList<>();
        double least = Recommender.fileTypes(offer, request).stream()
                .filter(t -> QualityTable.of(
                                        t,
                                        ModelProfile.of(offer.shape()).parameters(),
                                        offer.listing().nativeType())
                                .pplPercent()
                                .orElse(0.0)
                        <= worstPpl)
                .mapToDouble(t -> offer.leastBytes(t).count())
                .min()
                .orElse(Double.MAX_VALUE);
        for (Purchase purchase : purchases()) {
            if (answers.size() >= wanted) {
                break;
            }
            if (purchase.entry().memoryGb().orElse(0.0) * purchase.count() * GIB >= least * 0.5) {
                answer(purchase, offer, request, worstPpl).ifPresent(answers::add);
            }
        }
        return answers;
    }

    private Optional<Answer> answer(Purchase purchase, ModelOffer offer, Request request, double worstPpl) {
        Machine machine = machines.resolve(HardwareSelector.named(purchase.selector()));
        if (machine.devices().isEmpty()) {
            return Optional.empty();
        }
        return wish(machine, offer, request, worstPpl).map(c -> new Answer(purchase, c));
    }

    /** Returns the best launch on a machine if it is comfortable and loses no more than this. */
    public Optional<Candidate> wish(Machine machine, ModelOffer offer, Request request, double worstPpl) {
        Recommender recommender = new Recommender(machine, rules, engines);
        double comfort = recommender.situation(request, true).objective().comfortTps();
        Recommendation r = recommender.forModel(offer, request);
        return r.candidates().stream()
                .filter(c -> c.verdict() != Verdict.NO_FIT && c.speed().tg().mid() >= comfort)
                .filter(c -> c.quality().pplPercent().orElse(0.0) <= worstPpl)
                .findFirst();
    }

    /** Returns everything with a price, cheapest first. */
    private List<Purchase> purchases() {
        List<Purchase> purchases = new ArrayList<>();
        for (HardwareEntry entry : database.all()) {
            OptionalDouble price =
                    entry.msrpUsd().map(UpgradePlanner::lastNumber).orElse(OptionalDouble.empty());
            if (price.isEmpty() || entry.kind() == HardwareEntry.Kind.CPU) {
                continue;
            }
            boolean card =
                    entry.kind() == HardwareEntry.Kind.GPU && !entry.name().contains("Laptop");
            for (int count : card ? COUNTS : List.of(1)) {
                purchases.add(new Purchase(entry, count, price.getAsDouble() * count));
            }
        }
        purchases.sort(Comparator.comparingDouble(Purchase::priceUsd)
                .thenComparingInt(Purchase::count)
                .thenComparing(p -> p.entry().id()));
        return purchases;
    }

    /** Returns the last number of a text such as {@code 80-150}; ranges are planned with their upper end. */
    static OptionalDouble lastNumber(String text) {
        int end = text.length();
        while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && (Character.isDigit(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
            start--;
        }
        return start == end
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(text.substring(start, end)));
    }
}
