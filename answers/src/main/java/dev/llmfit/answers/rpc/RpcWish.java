package dev.llmfit.answers.rpc;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.probe.CardLink;
import java.util.ArrayList;
import java.util.List;

/**
 * RPC servers that lend their devices to a machine. Those that run are asked; where none are named, servers on other machines are
 * planned.
 *
 * @param servers {@code host:port} of each; empty to plan one on each machine of {@code hardware}
 * @param hardware what each runs on, as machines are named, in their order; empty where it is not told
 * @param links the network to each, as {@link CardLink} reads it; one for all, or one for each; empty to measure it, or to assume it of
 *     servers that are not there
 */
public record RpcWish(List<String> servers, List<String> hardware, List<String> links) {
    /** No servers. */
    public static final RpcWish NONE = new RpcWish(List.of(), List.of(), List.of());

    /** Port that {@code ggml-rpc-server} listens on by itself ({@code rpc_server_params} in {@code tools/rpc/rpc-server.cpp}). */
    private static final int PORT = 50_052;

    /** More servers than llama.cpp has devices for ({@code llama_max_devices} in {@code src/llama.cpp} of b11434). */
    private static final int MOST = 16;

    private static final FieldCheck CHECK = new FieldCheck("recommend");

    /**
     * Creates a wish.
     *
     * @throws RefusedException if numbers do not agree, or a link is not understood
     */
    public RpcWish {
        servers = servers.stream().map(String::strip).toList();
        hardware = List.copyOf(hardware);
        links = links.stream().map(String::strip).toList();
        int count = servers.isEmpty() ? hardware.size() : servers.size();
        if (count > MOST) {
            throw CHECK.refused("rpc", "{0} takes at most " + MOST + " servers.");
        }
        if (!servers.isEmpty() && !hardware.isEmpty() && hardware.size() != servers.size()) {
            throw CHECK.refused(
                    "rpc_hardware", "{0} names one machine for each of the " + count + " servers, or none.");
        }
        if ((links.size() > 1 && links.size() != count) || (count == 0 && !links.isEmpty())) {
            throw CHECK.refused(
                    "rpc_link", "{0} names one link for all of the " + count + " servers, or one for each.");
        }
        if (links.stream().anyMatch(l -> CardLink.parse(l).isEmpty())) {
            throw CHECK.refused(
                    "rpc_link",
                    "{0} is a rate and a round trip if it is known: GbE, 10GbE, '2.5GbE 0.4ms', '0.11GB/s 0.2ms'.");
        }
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return servers.isEmpty() && hardware.isEmpty();
    }

    /** Returns whether they are not there yet. */
    public boolean planned() {
        return servers.isEmpty() && !hardware.isEmpty();
    }

    /** Returns where each listens or is to listen. */
    public List<String> endpoints() {
        if (!planned()) {
            return servers;
        }
        List<String> made = new ArrayList<>();
        for (int i = 1; i <= hardware.size(); i++) {
            made.add("host" + i + ":" + PORT);
        }
        return made;
    }
}
