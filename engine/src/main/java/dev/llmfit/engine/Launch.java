package dev.llmfit.engine;

import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the model is launched.
 *
 * @param options options that change memory
 * @param threads {@code -t}; empty means the engine's default
 * @param rpcServers {@code --rpc}, as {@code host:port}
 */
public record Launch(LaunchOptions options, OptionalInt threads, List<String> rpcServers) {
    public Launch {
        rpcServers = List.copyOf(rpcServers);
    }

    /** Returns a launch with these options, the engine's threads and no RPC server. */
    public static Launch of(LaunchOptions options) {
        return new Launch(options, OptionalInt.empty(), List.of());
    }
}
