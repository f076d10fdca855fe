package dev.llmfit.answers.fleet;

import dev.llmfit.recommend.fleet.FleetDemand;
import dev.llmfit.recommend.fleet.FleetKind;
import dev.llmfit.recommend.fleet.FleetPlacement;
import dev.llmfit.recommend.fleet.FleetWish;
import dev.llmfit.recommend.fleet.PlacementSearch;
import dev.llmfit.recommend.fleet.WhatIf;
import dev.llmfit.recommend.purchase.BreakEven;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Follows a fleet over months in which its users become more. */
final class GrowthAnswering {
    /** Ways that are told; judgement. */
    private static final int WAYS = 6;

    /** Users that are counted at most: what grows beyond is another question. */
    private static final double MOST_USERS = 1e8;

    private final FleetQuestion.Growth growth;
    private final List<FleetWant> wants;
    private final List<MachineKind> kinds;
    private final List<FleetWish> wishes;
    private final List<FleetKind> capacities;

    GrowthAnswering(
            FleetQuestion.Growth growth,
            List<FleetWant> wants,
            List<MachineKind> kinds,
            List<FleetWish> wishes,
            List<FleetKind> capacities) {
        this.growth = growth;
        this.wants = wants;
        this.kinds = kinds;
        this.wishes = wishes;
        this.capacities = capacities;
    }

    FleetGrowth answer() {
        List<FleetGrowth.Month> months = new ArrayList<>();
        for (int m = 0; m <= growth.months(); m++) {
            List<FleetDemand> demands = demands(m);
            List<Integer> users = demands.stream().map(FleetDemand::users).toList();
            Optional<FleetGrowth.Month> same = months.isEmpty()
                    ? Optional.empty()
                    : Optional.of(months.getLast()).filter(b -> b.users().equals(users));
            months.add(
                    same.isPresent()
                            ? same.get().at(m)
                            : month(m, users, new PlacementSearch(capacities, demands).best()));
        }
        List<OptionalInt> until =
                IntStream.range(0, wants.size()).mapToObj(w -> until(months, w)).toList();
        return new FleetGrowth(months, until, ways(months), growth.powerPrice());
    }

    private List<FleetDemand> demands(int month) {
        return IntStream.range(0, wants.size())
                .mapToObj(w -> {
                    double percent = wants.get(w).growth().orElse(growth.percent());
                    double users = wants.get(w).users() * Math.pow(1 + percent / 100, month);
                    // a part of a user is one; the rest of a product of decimals is none
                    return new FleetDemand(
                            (int) Math.min(MOST_USERS, Math.ceil(users - 1e-6)),
                            wants.get(w).priority());
                })
                .toList();
    }

    private FleetGrowth.Month month(int m, List<Integer> users, FleetPlacement placement) {
        double watts = placement.used().stream()
                .mapToDouble(u -> capacities.get(u.kind()).watts())
                .sum();
        return new FleetGrowth.Month(
                m, users, placement.served(), placement.used().size(), watts, powerUsd(watts));
    }

    private double powerUsd(double watts) {
        return watts / 1000 * BreakEven.HOURS_PER_MONTH * growth.powerPrice();
    }

    private static OptionalInt until(List<FleetGrowth.Month> months, int w) {
        int last = -1;
        for (FleetGrowth.Month month : months) {
            if (!month.users().get(w).equals(month.served().get(w))) {
                break;
            }
            last = month.month();
        }
        return last < 0 ? OptionalInt.empty() : OptionalInt.of(last);
    }

    private List<FleetGrowth.Way> ways(List<FleetGrowth.Month> months) {
        FleetGrowth.Month end = months.getLast();
        int from = months.stream()
                .filter(m -> !m.servesAll())
                .mapToInt(FleetGrowth.Month::month)
                .findFirst()
                .orElse(-1);
        if (from < 0 || end.servesAll()) {
            return List.of();
        }
        int[] unserved = IntStream.range(0, wishes.size())
                .map(w -> end.users().get(w) - end.served().get(w))
                .toArray();
        WhatIf whatIf = new WhatIf(demands(growth.months()));
        List<FleetGrowth.Way> ways = new ArrayList<>();
        for (int k = 0; k < kinds.size(); k++) {
            OptionalInt machines = whatIf.machines(capacities.get(k).capacity(), unserved);
            if (machines.isPresent()) {
                ways.add(way(k, machines.getAsInt(), from));
            }
        }
        ways.sort(Comparator.comparingDouble((FleetGrowth.Way w) -> w.usd().orElse(Double.MAX_VALUE))
                .thenComparingInt(FleetGrowth.Way::machines)
                .thenComparingInt(FleetGrowth.Way::kind));
        return ways.subList(0, Math.min(WAYS, ways.size()));
    }

    private FleetGrowth.Way way(int k, int machines, int from) {
        Optional<MachinePrice> price = MachinePrice.of(kinds.get(k).machine());
        double watts = capacities.get(k).watts();
        int months = Math.max(1, growth.months() - from + 1);
        Optional<Double> rentBelow =
                price.map(p -> p.usd() / (months * BreakEven.HOURS_PER_MONTH) + watts / 1000 * growth.powerPrice());
        return new FleetGrowth.Way(
                k,
                machines,
                from,
                price,
                watts * machines,
                powerUsd(watts * machines),
                rentBelow,
                kinds.get(k).rented());
    }
}
