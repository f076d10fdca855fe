package dev.llmfit.answers.size;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.rpc.RpcDevice;
import dev.llmfit.engine.rpc.RpcLink;
import dev.llmfit.engine.rpc.RpcServer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.CardLink;
import dev.llmfit.probe.CardSetting;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The devices of RPC servers as llama.cpp adds them to a machine: before its own GPUs, in the order of the servers
 * ({@code llama_prepare_model_devices} in {@code src/llama.cpp}).
 */
final class RemoteDevices {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private RemoteDevices() {}

    /**
     * Returns the machine with the devices that these servers have now.
     *
     * @throws EngineException if a server does not answer
     */
    static Machine with(Machine machine, List<String> servers) throws EngineException {
        List<Device> devices = new ArrayList<>();
        List<Pool> pools = new ArrayList<>(machine.pools());
        for (String server : servers) {
            List<RpcDevice> found = RpcServer.devices(server.trim(), LIMIT);
            RpcLink link = RpcServer.link(server.trim(), LIMIT);
            for (RpcDevice remote : found) {
                String name = "RPC" + devices.size();
                Pool pool = pool(machine, remote, name);
                if (!pools.contains(pool)) {
                    pools.add(pool);
                }
                devices.add(device(remote, link, name, pool));
            }
        }
        devices.addAll(machine.devices());
        return machine.withDevices(pools, devices);
    }

    /** A server that runs on this machine's processor uses this machine's memory. */
    private static Pool pool(Machine machine, RpcDevice remote, String name) {
        if (!remote.padsRows() && isLoopback(remote.endpoint())) {
            return machine.hostPool();
        }
        return new Pool(
                name.toLowerCase(Locale.ROOT),
                Pool.Kind.DEVICE,
                remote.total(),
                remote.total(),
                remote.free(),
                Optional.empty(),
                "RPC server " + remote.endpoint());
    }

    private static boolean isLoopback(String endpoint) {
        InetSocketAddress address = new InetSocketAddress(endpoint.substring(0, endpoint.lastIndexOf(':')), 1);
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    /** Tensors take what they take on the device behind the server; nodes are not reordered on the way. */
    private static Device device(RpcDevice remote, RpcLink link, String name, Pool pool) {
        return new Device(
                name,
                remote.endpoint(),
                remote.padsRows() ? Backend.RPC : Backend.CPU,
                pool.id(),
                remote.total(),
                remote.total(),
                remote.free(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new CardSetting(way(link), Optional.empty()));
    }

    private static Optional<String> way(RpcLink link) {
        return link.rate() > 0 ? Optional.of(CardLink.measured(link.rate(), link.roundTrip())) : Optional.empty();
    }
}
