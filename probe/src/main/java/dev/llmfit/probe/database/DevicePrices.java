package dev.llmfit.probe.database;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.CsvLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What devices and RAM cost: prices that were seen lately, else those of the launch of what is sold new. */
public final class DevicePrices {
    /** What was launched before is not sold new any more: five years before the prices were looked up; judgement. */
    private static final String OLDEST_LAUNCH = "2021-12";

    /** RAM is bought in kits of these, GiB: what desktops take. */
    private static final List<Integer> KITS =
            List.of(8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048);

    private final HardwareDatabase database;
    private final Map<String, DevicePrice> seen;
    private final Map<String, DevicePrice> ram;

    /** Creates the prices of a database. */
    public DevicePrices(HardwareDatabase database) {
        this.database = database;
        this.seen = rows("prices.csv").stream()
                .collect(Collectors.toMap(
                        f -> f.get(0),
                        f -> new DevicePrice(
                                Double.parseDouble(f.get(1)),
                                f.get(2),
                                DevicePrice.State.valueOf(f.get(3).toUpperCase(Locale.ROOT)),
                                f.get(4)),
                        (a, _) -> a,
                        TreeMap::new));
        this.ram = rows("ram-prices.csv").stream()
                .collect(Collectors.toMap(
                        f -> f.get(0),
                        f -> new DevicePrice(
                                Double.parseDouble(f.get(1)) / Double.parseDouble(f.get(2)),
                                f.get(3),
                                DevicePrice.State.NEW,
                                f.get(4)),
                        (a, _) -> a,
                        TreeMap::new));
    }

    /** Returns the ids of the devices of which a price was seen. */
    List<String> ids() {
        return List.copyOf(seen.keySet());
    }

    /**
     * Returns the price of one. Where variants share a launch price such as {@code 379/429}, the variants in the order of their memory
     * have the prices in their order.
     */
    public Optional<DevicePrice> of(HardwareEntry entry) {
        DevicePrice price = seen.get(entry.id());
        if (price != null) {
            return Optional.of(price);
        }
        String date = entry.launchDate().orElse("");
        return date.compareTo(OLDEST_LAUNCH) < 0
                ? Optional.empty()
                : launch(entry).map(usd -> new DevicePrice(usd, date, DevicePrice.State.LAUNCH, entry.source()));
    }

    private Optional<Double> launch(HardwareEntry entry) {
        String text = entry.msrpUsd().orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<Double> prices =
                List.of(text.split("/", -1)).stream().map(Double::valueOf).toList();
        long smaller = prices.size() == 1
                ? 0
                : database.all().stream()
                        .filter(e ->
                                e.name().equals(entry.name()) && e.msrpUsd().equals(entry.msrpUsd()))
                        .filter(e -> e.memoryGb().orElse(0.0) < entry.memoryGb().orElse(0.0))
                        .count();
        return Optional.of(prices.get((int) Math.min(smaller, prices.size() - 1)));
    }

    /** Returns the RAM that is bought where so much is needed: the next larger kit. */
    public static Bytes kit(Bytes needed) {
        return KITS.stream()
                .filter(gib -> gib >= needed.gib())
                .findFirst()
                .map(gib -> Bytes.ofGib(gib))
                .orElse(needed);
    }

    /**
     * Returns the price of a GiB of RAM.
     *
     * @param type for example {@code DDR5}
     */
    public Optional<DevicePrice> ramPerGib(String type) {
        return Optional.ofNullable(ram.get(type));
    }

    private static List<List<String>> rows(String name) {
        Function<String, List<String>> split = CsvLine::split;
        try (InputStream in = DevicePrices.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .map(split)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
