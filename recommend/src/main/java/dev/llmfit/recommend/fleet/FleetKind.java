package dev.llmfit.recommend.fleet;

import dev.llmfit.units.Amount;

/**
 * Machines that are alike.
 *
 * @param capacity what one of them serves
 * @param count how many there are
 * @param watts what the cards of one draw at most; 0 if that is not known
 */
public record FleetKind(MachineCapacity capacity, int count, double watts) {
    public FleetKind {
        Amount.count(count, "count");
        Amount.rate(watts, "watts");
    }

    /** Returns the same kind with another number of machines. */
    public FleetKind withCount(int other) {
        return new FleetKind(capacity, other, watts);
    }
}
