package dev.llmfit.answers.fleet;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A fleet over months of growth.
 *
 * @param months from now, 0, to the last
 * @param until for each model the last month in which all of its users are served; the last month if that holds throughout, empty if it
 *     does not hold now
 * @param ways what would serve the last month too, cheapest first; empty where the fleet does
 * @param powerPrice of a kWh, USD
 */
public record FleetGrowth(List<Month> months, List<OptionalInt> until, List<Way> ways, double powerPrice) {
    public FleetGrowth {
        months = List.copyOf(months);
        until = List.copyOf(until);
        ways = List.copyOf(ways);
    }

    /**
     * A month.
     *
     * @param month from now
     * @param users of each model
     * @param served of them on the fleet as it is
     * @param machines that serve something
     * @param watts what their devices draw at most
     * @param powerUsd what that costs in the month if they never rest
     */
    public record Month(
            int month, List<Integer> users, List<Integer> served, int machines, double watts, double powerUsd) {
        public Month {
            users = List.copyOf(users);
            served = List.copyOf(served);
        }

        /** Returns the same in another month. */
        Month at(int other) {
            return new Month(other, users, served, machines, watts, powerUsd);
        }

        /** Returns whether all users are served. */
        boolean servesAll() {
            return users.equals(served);
        }
    }

    /**
     * Machines to add.
     *
     * @param kind index of their kind
     * @param machines how many the last month needs
     * @param from the first month that needs one
     * @param price of one; empty if the database does not know it
     * @param watts of all of them at most
     * @param powerUsd what that costs a month if they never rest
     * @param rentBelow USD an hour for a rented machine of this kind below which renting for the months is cheaper than buying and power;
     *     empty without a price
     * @param rented types of rented machines with the same cards
     */
    public record Way(
            int kind,
            int machines,
            int from,
            Optional<MachinePrice> price,
            double watts,
            double powerUsd,
            Optional<Double> rentBelow,
            List<String> rented) {
        public Way {
            rented = List.copyOf(rented);
        }

        /** Returns the price of all of them, USD. */
        public Optional<Double> usd() {
            return price.map(p -> p.usd() * machines);
        }
    }
}
