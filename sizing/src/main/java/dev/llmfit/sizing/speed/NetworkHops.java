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

    private NetworkHops() {}

    /** Returns how many of a launch's devices are behind an RPC server and have layers. */
    static int count(SpeedRequest request) {
        return remote(request).size();
    }

    /** Returns the seconds that a batch of so many tokens spends on the network. */
    static double seconds(SpeedRequest request, int tokens) {
        double t = 0;
        for (SpeedDevice device : remote(request)) {
            double bytes = (double) tokens * request.work().layers().getFirst().width() * Float.BYTES;
            t += WAYS * (LATENCY + bytes / device.link().rate(device.backend()));
        }
        return t;
    }

    private static List<SpeedDevice> remote(SpeedRequest request) {
        return request.usedDevices() == 0
                ? List.of()
                : request.working().stream()
                        .filter(d -> d.backend() == Backend.RPC)
                        .toList();
    }
}
