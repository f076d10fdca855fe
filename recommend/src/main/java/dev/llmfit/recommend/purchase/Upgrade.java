package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.database.DevicePrices;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change of a machine, or of what runs on it, with what it buys.
 *
 * @param kind what is changed
 * @param change what to do, a phrase
 * @param purchase what to buy, if the database knows it
 * @param ramPrice price of the RAM to add, USD for all of it
 * @param after the best launch with the change
 * @param granted whether the wish is granted then
 */
public record Upgrade(
        Kind kind,
        String change,
        Optional<Purchase> purchase,
        Optional<DevicePrice> ramPrice,
        Candidate after,
        boolean granted) {
    /** RAM to add, in multiples of what is there: memory is bought in pairs of the same size. */
    private static final List<Integer> RAM_STEPS = List.of(1, 3);

    /** What is changed. */
    public enum Kind {
        FILE_TYPE,
        GPU,
        RAM;

        /** Returns the name in JSON, for example {@code file-type}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Returns what a smaller file type, one more GPU of the same kind, and twice the RAM make of a wish; what changes nothing is left out. */
    public static List<Upgrade> of(Machine machine, PurchaseWish wish, HardwareDatabase database) {
        Optional<Candidate> before = wish.kept(machine);
        List<Upgrade> upgrades = new ArrayList<>();
        smaller(machine, wish, before).ifPresent(upgrades::add);
        moreGpu(machine, wish, before, database).ifPresent(upgrades::add);
        moreRam(machine, wish, before, database).ifPresent(upgrades::add);
        return upgrades;
    }

    private static Optional<Upgrade> smaller(Machine machine, PurchaseWish wish, Optional<Candidate> before) {
        Optional<Candidate> after = wish.any(machine)
                .filter(c -> c.quality().pplPercent().orElse(0.0) > wish.worstPpl())
                .filter(c -> faster(before, c));
        return after.map(c -> new Upgrade(
                Kind.FILE_TYPE,
                before.map(b -> c.fileType() + " instead of " + b.fileType()).orElse("a file as " + c.fileType()),
                Optional.empty(),
                Optional.empty(),
                c,
                false));
    }

    private static Optional<Upgrade> moreGpu(
            Machine machine, PurchaseWish wish, Optional<Candidate> before, HardwareDatabase database) {
        if (machine.devices().isEmpty()) {
            return Optional.empty();
        }
        Device last = machine.devices().getLast();
        if (last.poolId().equals(machine.hostPool().id())) {
            return Optional.empty(); // it is soldered to the memory
        }
        Machine larger = withGpu(machine, last);
        Optional<HardwareEntry> entry = last.databaseId().flatMap(database::byId);
        Optional<Purchase> purchase = entry.map(e -> new Purchase(e, 1, new PriceList(database).price(e)));
        return wish.kept(larger)
                .filter(c -> better(before, c))
                .map(c -> new Upgrade(
                        Kind.GPU,
                        "one more " + last.description(),
                        purchase,
                        Optional.empty(),
                        c,
                        wish.grants(larger, c)));
    }

    /** The kind of modules is known of memory systems that the database names; nobody sells modules for memory that is soldered in. */
    private static Optional<DevicePrice> price(Bytes more, Machine machine, HardwareDatabase database) {
        String memory = machine.cpu().name();
        DevicePrices prices = new DevicePrices(database);
        return memory.contains("LPDDR")
                ? Optional.empty()
                : prices.ramPerGib(memory.contains("DDR5") ? "DDR5" : memory.contains("DDR4") ? "DDR4" : "")
                        .map(p -> new DevicePrice(p.usd() * more.gib(), p.date(), p.state(), p.source()));
    }

    private static Optional<Upgrade> moreRam(
            Machine machine, PurchaseWish wish, Optional<Candidate> before, HardwareDatabase database) {
        Pool host = machine.hostPool();
        if (host.kind() != Pool.Kind.HOST) {
            return Optional.empty();
        }
        for (int times : RAM_STEPS) {
            Bytes more = Bytes.of(Math.multiplyExact(host.installed().count(), times));
            Machine larger = withRam(machine, host, more);
            Optional<Upgrade> upgrade = wish.kept(larger)
                    .filter(c -> better(before, c))
                    .map(c -> new Upgrade(
                            Kind.RAM,
                            String.format(Locale.ROOT, "%.0f GiB more RAM", more.gib()),
                            Optional.empty(),
                            price(more, machine, database),
                            c,
                            wish.grants(larger, c)));
            if (upgrade.isPresent()) {
                return upgrade;
            }
        }
        return Optional.empty();
    }

    private static boolean faster(Optional<Candidate> before, Candidate after) {
        return before.isEmpty() || after.each().mid() > before.get().each().mid();
    }

    /** Returns whether a launch is faster, less lossy or longer than the one before. */
    private static boolean better(Optional<Candidate> before, Candidate after) {
        return faster(before, after)
                || after.quality().doublingsLost() < before.get().quality().doublingsLost()
                || after.options().nCtx() > before.get().options().nCtx();
    }

    /** Returns a machine with one more card like this, in memory of its own with nothing in it. */
    public static Machine withGpu(Machine machine, Device like) {
        Pool pool = machine.pool(like.poolId());
        String id = pool.id() + "-more";
        List<Pool> pools = new ArrayList<>(machine.pools());
        pools.add(new Pool(
                id,
                pool.kind(),
                pool.installed(),
                pool.capacity(),
                pool.capacity(),
                pool.bandwidthGbps(),
                pool.measuredGbps(),
                pool.source()));
        List<Device> devices = new ArrayList<>(machine.devices());
        devices.add(new Device(
                like.backend().devicePrefix() + devices.size(),
                like.description(),
                like.backend(),
                id,
                like.installed(),
                like.capacity(),
                like.capacity().min(pool.capacity()),
                like.databaseId(),
                like.pciId(),
                like.bandwidthGbps(),
                like.architecture(),
                like.computeCapability(),
                like.setting()));
        return machine.withDevices(pools, devices);
    }

    private static Machine withRam(Machine machine, Pool host, Bytes more) {
        List<Pool> pools = new ArrayList<>(machine.pools());
        pools.replaceAll(p -> p.id().equals(host.id())
                ? new Pool(
                        p.id(),
                        p.kind(),
                        p.installed().plus(more),
                        p.capacity().plus(more),
                        p.free().plus(more),
                        p.bandwidthGbps(),
                        p.measuredGbps(),
                        p.source())
                : p);
        return machine.withPools(pools);
    }
}
