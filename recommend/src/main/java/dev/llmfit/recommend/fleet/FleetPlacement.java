package dev.llmfit.recommend.fleet;

import java.util.List;

/**
 * A placement of all demands on a fleet.
 *
 * @param used the machines that serve something
 * @param served users of each demand that are served
 * @param mostServed no placement serves more: the sum over demands of served by wanted, weighed by priority
 * @param fewestMachines no placement that serves as many users has fewer machines
 */
public record FleetPlacement(List<Used> used, List<Integer> served, double mostServed, int fewestMachines) {
    public FleetPlacement {
        used = List.copyOf(used);
        served = List.copyOf(served);
    }

    /**
     * A machine that serves something.
     *
     * @param kind index of its kind
     * @param servers on it
     */
    public record Used(int kind, List<Server> servers) {
        public Used {
            servers = List.copyOf(servers);
        }
    }

    /**
     * A server with its share of the users.
     *
     * @param model the server
     * @param users of its demand that are sent to it
     */
    public record Server(PlacedModel model, int users) {}

    /** Returns the sum over demands of what is served by what is wanted, weighed by priority: comparable with {@link #mostServed}. */
    public double value(List<FleetDemand> demands) {
        double sum = 0;
        for (int d = 0; d < demands.size(); d++) {
            sum += FleetWeights.user(demands.get(d)) * served.get(d);
        }
        return sum;
    }
}
