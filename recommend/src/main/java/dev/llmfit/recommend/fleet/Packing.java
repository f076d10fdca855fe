package dev.llmfit.recommend.fleet;

import java.util.List;

/**
 * The servers of one machine.
 *
 * @param placed beside each other
 * @param worth what they serve of what is wanted, weighed
 */
public record Packing(List<PlacedModel> placed, double worth) {
    public Packing {
        placed = List.copyOf(placed);
    }

    /** Returns the users of each demand that it has room for. */
    int[] capacity(int demands) {
        int[] users = new int[demands];
        placed.forEach(p -> users[p.demand()] += p.capacity());
        return users;
    }
}
