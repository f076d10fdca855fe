package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * What the network to RPC servers adds to a launch's time ({@link NetworkHops}).
 *
 * @param prompt seconds of the whole prompt
 * @param token seconds of one generated token of each sequence
 */
public record NetworkShare(double prompt, double token) {
    public NetworkShare {
        Amount.rate(prompt, "prompt");
        Amount.rate(token, "token");
    }

    /** Returns what the network takes of a launch's time, by the formula alone; empty where no device is behind a server. */
    public static Optional<NetworkShare> of(SpeedRequest request) {
        NetworkHops hops = NetworkHops.of(request);
        return hops.count() == 0 ? Optional.empty() : Optional.of(new NetworkShare(hops.prompt(), hops.generating()));
    }
}
