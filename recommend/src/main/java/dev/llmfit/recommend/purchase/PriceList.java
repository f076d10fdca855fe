package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.database.DevicePrices;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the hardware database offers, with prices. */
final class PriceList {
    private static final List<Integer> COUNTS = List.of(1, 2, 4);
    private static final List<Integer> SERVER_COUNTS = List.of(1, 2, 4, 8);

    /** Cards from this size on, GB, stand in servers with eight of them. */
    private static final double SERVER_GB = 64;

    private static final List<HardwareEntry.Kind> IN_COMPUTERS =
            List.of(HardwareEntry.Kind.APPLE_SOC, HardwareEntry.Kind.APU);

    private final HardwareDatabase database;
    private final DevicePrices prices;

    PriceList(HardwareDatabase database) {
        this.database = database;
        this.prices = new DevicePrices(database);
    }

    /** Returns everything with a price of its own, cheapest first; of processors with a GPU only what has the price of a whole computer. */
    List<Purchase> priced() {
        List<Purchase> purchases = new ArrayList<>();
        for (HardwareEntry entry : database.all()) {
            Optional<DevicePrice> price = price(entry).filter(p -> isSold(entry, p));
            if (price.isPresent()) {
                for (int count : counts(entry)) {
                    purchases.add(new Purchase(entry, count, price));
                }
            }
        }
        purchases.sort(Comparator.comparingDouble((Purchase p) -> p.priceUsd().getAsDouble())
                .thenComparingInt(Purchase::count)
                .thenComparing(p -> p.entry().id()));
        return purchases;
    }

    private static boolean isSold(HardwareEntry entry, DevicePrice price) {
        return switch (entry.kind()) {
            case GPU, SOC, APPLE_SOC -> true;
            // The launch price of others is that of the processor, without the memory that decides what runs.
            case APU ->
                price.state() != DevicePrice.State.LAUNCH || entry.notes().startsWith("handheld");
            case IGPU, CPU -> false;
        };
    }

    private static List<Integer> counts(HardwareEntry entry) {
        if (entry.kind() != HardwareEntry.Kind.GPU
                || entry.isChip()
                || entry.name().contains("Laptop")) {
            return List.of(1);
        }
        return entry.memoryGb().orElse(0.0) >= SERVER_GB ? SERVER_COUNTS : COUNTS;
    }

    /** Returns computers with one memory for CPU and GPU whose price the database does not know in full, least memory and slowest first. */
    List<Purchase> unpriced() {
        return database.all().stream()
                .filter(e -> IN_COMPUTERS.contains(e.kind()) && e.memoryGb().isPresent())
                .filter(e -> price(e).filter(p -> isSold(e, p)).isEmpty())
                .filter(e -> e.bandwidthGbps().isPresent() && !e.notes().contains("not useful for inference"))
                .sorted(Comparator.comparingDouble(
                                (HardwareEntry e) -> e.memoryGb().orElseThrow())
                        .thenComparingDouble(e -> e.bandwidthGbps().orElseThrow())
                        .thenComparing(HardwareEntry::id))
                .map(e -> new Purchase(e, 1, Optional.empty()))
                .toList();
    }

    /** Returns the price of one. */
    Optional<DevicePrice> price(HardwareEntry entry) {
        return prices.of(entry);
    }

    /** Returns the price of a GiB of the RAM that computers are built with today. */
    DevicePrice ram() {
        return prices.ramPerGib(Purchase.RAM_TYPE).orElseThrow();
    }
}
