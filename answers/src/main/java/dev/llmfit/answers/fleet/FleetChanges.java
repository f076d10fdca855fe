package dev.llmfit.answers.fleet;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fleet.CapacityFinder;
import dev.llmfit.recommend.fleet.FleetKind;
import dev.llmfit.recommend.fleet.FleetPlacement;
import dev.llmfit.recommend.fleet.FleetWish;
import dev.llmfit.recommend.fleet.MachineCapacity;
import dev.llmfit.recommend.fleet.WhatIf;
import dev.llmfit.recommend.purchase.Upgrade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds what one more card in a machine, or one more machine of a kind, would do. */
final class FleetChanges {
    /** Kinds that are looked at: those with the most machines; judgement. */
    private static final int KINDS = 12;

    private final List<MachineKind> kinds;
    private final List<FleetWish> wishes;
    private final List<FleetKind> capacities;
    private final FleetPlacement placement;
    private final CapacityFinder finder;
    private final int[] unserved;
    private final WhatIf whatIf;

    FleetChanges(
            List<MachineKind> kinds,
            List<FleetWish> wishes,
            List<FleetKind> capacities,
            FleetPlacement placement,
            CapacityFinder finder) {
        this.kinds = kinds;
        this.wishes = wishes;
        this.capacities = capacities;
        this.placement = placement;
        this.finder = finder;
        this.unserved = IntStream.range(0, wishes.size())
                .map(w -> wishes.get(w).demand().users() - placement.served().get(w))
                .toArray();
        this.whatIf = new WhatIf(wishes.stream().map(FleetWish::demand).toList());
    }

    List<FleetAnswer.Change> list() {
        List<FleetAnswer.Change> changes = new ArrayList<>();
        boolean all = IntStream.of(unserved).allMatch(u -> u == 0);
        IntStream.range(0, kinds.size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        (Integer k) -> -kinds.get(k).names().size()))
                .limit(KINDS)
                .forEach(k -> {
                    Machine machine = kinds.get(k).machine();
                    if (kinds.get(k).takesCards()) {
                        MachineCapacity after = finder.of(
                                Upgrade.withGpu(machine, machine.devices().getLast()));
                        card(k, after, all).ifPresent(changes::add);
                    }
                    machine(k, all).ifPresent(changes::add);
                });
        return changes;
    }

    private Optional<FleetAnswer.Change> card(int k, MachineCapacity after, boolean all) {
        List<Integer> more = all
                ? IntStream.range(0, wishes.size())
                        .mapToObj(w -> Math.max(
                                0, after.most(w) - capacities.get(k).capacity().most(w)))
                        .toList()
                : whatIf.more(after, now(k), unserved);
        MachineKind kind = kinds.get(k);
        String what =
                "One more " + kind.machine().devices().getLast().description() + " in a machine of " + kind.title();
        return change("card", k, more, MachinePrice.card(kind.machine()), what, all);
    }

    private Optional<FleetAnswer.Change> machine(int k, boolean all) {
        MachineCapacity capacity = capacities.get(k).capacity();
        List<Integer> more = all
                ? IntStream.range(0, wishes.size()).mapToObj(capacity::most).toList()
                : whatIf.more(capacity, new int[wishes.size()], unserved);
        return change(
                "machine",
                k,
                more,
                MachinePrice.of(kinds.get(k).machine()).map(MachinePrice::usd),
                "One more machine of " + kinds.get(k).title(),
                all);
    }

    /** Returns what the first machine of a kind serves that serves something; nothing where all rest. */
    private int[] now(int k) {
        int[] users = new int[wishes.size()];
        placement.used().stream()
                .filter(u -> u.kind() == k)
                .findFirst()
                .ifPresent(u -> u.servers().forEach(s -> users[s.model().demand()] += s.users()));
        return users;
    }

    private Optional<FleetAnswer.Change> change(
            String what, int k, List<Integer> more, Optional<Double> usd, String text, boolean all) {
        if (more.stream().noneMatch(m -> m > 0)) {
            return Optional.empty();
        }
        List<String> parts = IntStream.range(0, more.size())
                .filter(w -> more.get(w) > 0)
                .mapToObj(w -> String.format(
                        Locale.ROOT,
                        all ? "%,d of %s" : "%,d more of %s",
                        more.get(w),
                        wishes.get(w).name()))
                .toList();
        // with all served a machine has room for one model or another, else these come together
        String users = all ? "has room for " + String.join(" or ", parts) : "serves " + String.join(" and ", parts);
        String price = usd.map(u -> String.format(Locale.ROOT, ", for about %,.0f USD", u))
                .orElse("");
        return Optional.of(new FleetAnswer.Change(what, k, more, usd, text + " " + users + price + "."));
    }
}
