package dev.llmfit.answers.fleet;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.database.DevicePrices;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.recommend.purchase.Purchase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a machine costs, as far as the hardware database knows.
 *
 * @param usd price
 * @param covers {@code computer}, or {@code cards and RAM}: what else stands around cards has no price there
 * @param sources where and when each price was seen
 */
public record MachinePrice(double usd, String covers, List<String> sources) {
    /** What computers are built with today. */
    private static final String RAM_TYPE = "DDR5";

    public MachinePrice {
        sources = List.copyOf(sources);
    }

    /** Returns the price of a machine; empty if that of a part is not known. */
    static Optional<MachinePrice> of(Machine machine) {
        DevicePrices prices = new DevicePrices(HardwareDatabase.bundled());
        Set<String> sources = new LinkedHashSet<>();
        double usd = 0;
        boolean cards = false;
        if (machine.devices().isEmpty()) {
            return Optional.empty();
        }
        for (Device device : machine.devices()) {
            Optional<HardwareEntry> entry = device.databaseId().flatMap(HardwareDatabase.bundled()::byId);
            Optional<DevicePrice> price = entry.flatMap(prices::of);
            if (price.isEmpty()) {
                return Optional.empty();
            }
            boolean card = new Purchase(entry.orElseThrow(), 1, price).cardOnly();
            if (!card
                    && price.get().state() == DevicePrice.State.LAUNCH
                    && entry.get().kind() == HardwareEntry.Kind.APU) {
                return Optional.empty(); // that of the processor alone
            }
            cards |= card;
            usd += price.get().usd();
            sources.add(device.description() + ": " + source(price.get()));
        }
        if (cards) {
            DevicePrice ram = prices.ramPerGib(RAM_TYPE).orElseThrow();
            usd += DevicePrices.kit(machine.hostPool().installed()).gib() * ram.usd();
            sources.add(RAM_TYPE + ": " + source(ram));
        }
        return Optional.of(new MachinePrice(usd, cards ? "cards and RAM" : "computer", new ArrayList<>(sources)));
    }

    /** Returns the price of one more card of the last kind of a machine. */
    static Optional<Double> card(Machine machine) {
        return machine.devices()
                .getLast()
                .databaseId()
                .flatMap(HardwareDatabase.bundled()::byId)
                .flatMap(new DevicePrices(HardwareDatabase.bundled())::of)
                .map(DevicePrice::usd);
    }

    /** Returns what the devices of a machine draw at most, watts; 0 if that of one is not known. */
    static double watts(Machine machine) {
        double sum = 0;
        for (Device device : machine.devices()) {
            var watts = device.databaseId()
                    .flatMap(HardwareDatabase.bundled()::byId)
                    .map(e -> new Purchase(e, 1, Optional.empty()).watts());
            if (watts.isEmpty() || watts.get().isEmpty()) {
                return 0;
            }
            sum += watts.get().getAsDouble();
        }
        return sum;
    }

    private static String source(DevicePrice price) {
        return price.state().id() + " " + price.date() + ", " + price.source();
    }
}
