package dev.llmfit.recommend.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.Cases;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Placements of random small fleets against every placement of them. */
class PlacementSearchTest {
    /** What is lost of the users that can be served, at most. */
    private static final double LOST = 0.02;

    private static final int SEED = 2025;

    @Test
    void isAsGoodAsTryingEverything() {
        int more = 0;
        double worst = 0;
        int all = Cases.of(200);
        for (int i = 0; i < all; i++) {
            RandomFleet random = new RandomFleet(SEED + i);
            List<FleetDemand> demands = random.demands(3);
            List<FleetKind> kinds = random.kinds(demands.size(), 3, 4, 3);
            int[] wanted = demands.stream().mapToInt(FleetDemand::users).toArray();
            double[] worth = IntStream.of(wanted).mapToDouble(w -> 1.0 / w).toArray();
            EveryPlacement.Best best = new EveryPlacement(wanted, worth).of(kinds);
            FleetPlacement found = new PlacementSearch(kinds, demands).best();
            double value = found.value(demands);
            String what = "fleet " + i + ": " + value + " on " + found.used().size() + ", can be " + best;
            assertTrue(value <= best.served() + 1e-9, what);
            assertTrue(value >= best.served() * (1 - LOST) - 1e-9, what);
            assertTrue(found.mostServed() >= best.served() - 1e-9, what + ", bound " + found.mostServed());
            worst = Math.max(worst, best.served() - value);
            if (value > best.served() - 1e-9) {
                assertTrue(found.fewestMachines() <= best.machines(), what + ", bound " + found.fewestMachines());
                more += found.used().size() - best.machines();
            }
        }
        assertEquals(0, more, "machines more than needed in all fleets, at most " + worst + " lost");
    }

    @Test
    void usersOfServersAddUpAndNoneIsOverfull() {
        for (int i = 0; i < 20; i++) {
            RandomFleet random = new RandomFleet(i);
            List<FleetDemand> demands = random.demands(4);
            FleetPlacement found = new PlacementSearch(random.kinds(demands.size(), 4, 12, 4), demands).best();
            int[] users = new int[demands.size()];
            for (FleetPlacement.Used used : found.used()) {
                for (FleetPlacement.Server server : used.servers()) {
                    assertTrue(server.users() <= server.model().capacity(), used.toString());
                    users[server.model().demand()] += server.users();
                }
            }
            assertEquals(found.served(), IntStream.of(users).boxed().toList());
        }
    }

    @Test
    void firstPriorityIsServedFirst() {
        CardBank bank = new CardBank(1, new int[] {1}, new int[][] {{100}, {2}}, new int[2][3][CardBank.EIGHTHS]);
        List<FleetKind> one = List.of(new FleetKind(new MachineCapacity(List.of(bank), new int[2]), 1, 0));
        List<FleetDemand> demands = List.of(new FleetDemand(100, 2), new FleetDemand(200, 1));
        assertEquals(List.of(0, 2), new PlacementSearch(one, demands).best().served());
        List<FleetDemand> equal = List.of(new FleetDemand(100, 1), new FleetDemand(200, 1));
        assertEquals(List.of(100, 0), new PlacementSearch(one, equal).best().served());
    }

    @Test
    void samePlacementEveryTime() {
        RandomFleet random = new RandomFleet(7);
        List<FleetDemand> demands = random.demands(3);
        List<FleetKind> kinds = random.kinds(demands.size(), 3, 9, 4);
        assertEquals(new PlacementSearch(kinds, demands).best(), new PlacementSearch(kinds, demands).best());
    }
}
