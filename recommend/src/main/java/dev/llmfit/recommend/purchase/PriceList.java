package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** What the hardware database offers, with launch prices. */
final class PriceList {
    private static final List<Integer> COUNTS = List.of(1, 2, 4);
    private static final List<Integer> SERVER_COUNTS = List.of(1, 2, 4, 8);

    /** Cards from this size on, GB, stand in servers with eight of them. */
    private static final double SERVER_GB = 64;

    private static final List<HardwareEntry.Kind> WITHOUT_FULL_PRICE =
            List.of(HardwareEntry.Kind.APPLE_SOC, HardwareEntry.Kind.APU);

    private final HardwareDatabase database;

    PriceList(HardwareDatabase database) {
        this.database = database;
    }

    /**
     * Returns everything with a price of its own, cheapest first. Processors with a GPU are left out: their price is that of the
     * processor, without the memory that decides what runs.
     */
    List<Purchase> priced() {
        List<Purchase> purchases = new ArrayList<>();
        for (HardwareEntry entry : database.all()) {
            boolean sold = entry.kind() == HardwareEntry.Kind.GPU || entry.kind() == HardwareEntry.Kind.SOC;
            OptionalDouble price = price(entry);
            if (sold && price.isPresent()) {
                for (int count : counts(entry)) {
                    purchases.add(new Purchase(entry, count, OptionalDouble.of(price.getAsDouble() * count)));
                }
            }
        }
        purchases.sort(Comparator.comparingDouble((Purchase p) -> p.priceUsd().getAsDouble())
                .thenComparingInt(Purchase::count)
                .thenComparing(p -> p.entry().id()));
        return purchases;
    }

    private static List<Integer> counts(HardwareEntry entry) {
        if (entry.kind() != HardwareEntry.Kind.GPU || entry.name().contains("Laptop")) {
            return List.of(1);
        }
        return entry.memoryGb().orElse(0.0) >= SERVER_GB ? SERVER_COUNTS : COUNTS;
    }

    /** Returns computers with one memory for CPU and GPU whose price the database does not know in full, least memory and slowest first. */
    List<Purchase> unpriced() {
        return database.all().stream()
                .filter(e ->
                        WITHOUT_FULL_PRICE.contains(e.kind()) && e.memoryGb().isPresent())
                .filter(e -> e.bandwidthGbps().isPresent() && !e.notes().contains("not useful for inference"))
                .sorted(Comparator.comparingDouble(
                                (HardwareEntry e) -> e.memoryGb().orElseThrow())
                        .thenComparingDouble(e -> e.bandwidthGbps().orElseThrow())
                        .thenComparing(HardwareEntry::id))
                .map(e -> new Purchase(e, 1, OptionalDouble.empty()))
                .toList();
    }

    /**
     * Returns the launch price of one, USD. Where variants share a text such as {@code 379/429}, the variants in the order of their
     * memory have the prices in their order.
     */
    OptionalDouble price(HardwareEntry entry) {
        String text = entry.msrpUsd().orElse("");
        if (!text.contains("/")) {
            return Purchase.lastNumber(text);
        }
        String[] prices = text.split("/", -1);
        long smaller = database.all().stream()
                .filter(e -> e.name().equals(entry.name()) && e.msrpUsd().equals(entry.msrpUsd()))
                .filter(e -> e.memoryGb().orElse(0.0) < entry.memoryGb().orElse(0.0))
                .count();
        return Purchase.lastNumber(prices[(int) Math.min(smaller, prices.length - 1)]);
    }
}
