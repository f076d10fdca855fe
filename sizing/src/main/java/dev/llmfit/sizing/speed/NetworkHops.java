package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import java.util.List;

/**
 * What RPC servers cost beside their arithmetic: a batch's embeddings go over the network to each and come back, and each time is
 * waited for. Weights are sent once, when the model is loaded.
 *
 * <p>Source: {@code ggml-rpc.cpp} of b11434: {@code set_tensor} sends without waiting, {@code get_tensor} waits for the answer; a graph
 * that was sent before is not sent again.
 */
final class NetworkHops {
    /** From a request to its answer on a wired local network, in seconds; 0.2 to 0.5 ms are usual. Judgement. */
    private static final double LATENCY = 3e-4;

    /** Ways of a batch: there and back. */
    private static final int WAYS = 2;

    private final List<SpeedDevice> remote;
    private final int width;

    private NetworkHops(List<SpeedDevice> remote, int width) {
        this.remote = remote;
        this.width = width;
    }

    /** Returns the hops of a launch: to its devices that are behind an RPC server and have layers. */
    static NetworkHops of(SpeedRequest request) {
        List<SpeedDevice> remote = request.usedDevices() == 0
                ? List.of()
                : request.working().stream()
                        .filter(d -> d.backend() == Backend.RPC)
                        .toList();
        return new NetworkHops(remote, request.work().layers().getFirst().width());
    }

    /** Returns how many there are. */
    int count() {
        return remote.size();
    }

    /** Returns the seconds that a batch of so many tokens spends on the network. */
    double seconds(int tokens) {
        double t = 0;
        for (SpeedDevice device : remote) {
            double bytes = (double) tokens * width * Float.BYTES;
            t += WAYS * (LATENCY + bytes / device.link().rate(device.backend()));
        }
        return t;
    }
}
