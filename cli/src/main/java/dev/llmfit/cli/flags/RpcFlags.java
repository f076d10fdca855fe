package dev.llmfit.cli.flags;

import dev.llmfit.answers.rpc.RpcWish;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Machines that lend their devices over llama.cpp's RPC servers. */
public final class RpcFlags {
    @Option(
            names = "--rpc",
            paramLabel = "HOST:PORT,…",
            description = "RPC servers whose devices take part; the group is held against one machine alone.")
    private @Nullable String servers;

    @Option(
            names = "--rpc-hardware",
            paramLabel = "HARDWARE",
            description =
                    "What each server runs on, as --hardware names it; once for each. Without --rpc: servers to be"
                            + " started there.")
    private List<String> hardware = List.of();

    @Option(
            names = "--rpc-link",
            paramLabel = "LINK,…",
            description = "The network to each server, or to all, instead of measuring it: 10GbE, '2.5GbE 0.4ms'.")
    private @Nullable String links;

    /** Returns which servers are meant. */
    public RpcWish wish() {
        return new RpcWish(each(servers), hardware, each(links));
    }

    private static List<String> each(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.split(",", -1));
    }
}
