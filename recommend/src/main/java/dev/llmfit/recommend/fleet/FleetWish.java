package dev.llmfit.recommend.fleet;

import dev.llmfit.recommend.offer.ModelOffer;

/**
 * A model that a fleet is to serve.
 *
 * @param name as it was asked for
 * @param offer the model
 * @param fileType of all its servers: everybody gets the same answers
 * @param ctx context of each user, tokens
 * @param leastTps what each user's answer is written with at least while all write, tok/s; 0 of a model that only reads
 * @param demand users and priority
 */
public record FleetWish(String name, ModelOffer offer, String fileType, int ctx, double leastTps, FleetDemand demand) {
    /** Returns the same wish for other users. */
    public FleetWish withUsers(int users) {
        return new FleetWish(name, offer, fileType, ctx, leastTps, new FleetDemand(users, demand.priority()));
    }
}
