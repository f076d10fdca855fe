package dev.llmfit.engine.rpc;

import dev.llmfit.units.Amount;

/**
 * The way to an RPC server as it was measured.
 *
 * @param roundTrip seconds from a request to its answer, the least of several
 * @param rate bytes per second of a copy there and back; 0 where the server had no memory for one
 */
public record RpcLink(double roundTrip, double rate) {
    public RpcLink {
        Amount.rate(roundTrip, "roundTrip");
        Amount.rate(rate, "rate");
    }
}
