package dev.llmfit.answers.rpc;

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
import dev.llmfit.units.Bytes;
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
public final class RemoteDevices {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private RemoteDevices() {}

    /**
     * What one server lends.
     *
     * @param endpoint {@code host:port}
     * @param devices its devices, with names that are changed when they are added to a machine
     */
    public record Server(String endpoint, List<Lent> devices) {
        public Server {
            devices = List.copyOf(devices);
        }

        /** Returns bytes per second of the network to it as it was measured, told or is assumed; 0 where that is not known. */
        double rate() {
            return devices.stream()
                    .findFirst()
                    .flatMap(d -> d.device().setting().link())
                    .flatMap(CardLink::parse)
                    .map(CardLink::gbps)
                    .orElse(0.0);
        }
    }

    /**
     * A device of a server.
     *
     * @param device as llama.cpp sees it here
     * @param pool its memory
     */
    public record Lent(Device device, Pool pool) {}

    /** Returns the servers that are meant: those that run are asked for their devices and the way to each is measured unless it is told. */
    public static List<Server> of(RpcWish wish, List<Machine> hardware) throws EngineException {
        List<Server> servers = new ArrayList<>();
        List<String> endpoints = wish.endpoints();
        for (int i = 0; i < endpoints.size(); i++) {
            Optional<Machine> on = i < hardware.size() ? Optional.of(hardware.get(i)) : Optional.empty();
            List<String> links = wish.links();
            Optional<String> told = links.isEmpty()
                    ? Optional.empty()
                    : Optional.of(links.size() == 1 ? links.getFirst() : links.get(i));
            servers.add(
                    wish.planned()
                            ? planned(endpoints.get(i), on.orElseThrow(), told)
                            : asked(endpoints.get(i), on, told));
        }
        return servers;
    }

    private static Server asked(String endpoint, Optional<Machine> on, Optional<String> told) throws EngineException {
        List<RpcDevice> found = RpcServer.devices(endpoint, LIMIT);
        Optional<String> link = told.isPresent() ? told : way(RpcServer.link(endpoint, LIMIT));
        List<Lent> lent = new ArrayList<>();
        for (int d = 0; d < found.size(); d++) {
            int own = d;
            Optional<Device> card =
                    on.map(Machine::devices).filter(c -> own < c.size()).map(c -> c.get(own));
            RpcDevice remote = found.get(d);
            // Tensors take what they take on the device behind the server; nodes are not reordered on the way.
            Backend backend = remote.padsRows() ? Backend.RPC : Backend.CPU;
            lent.add(lent(endpoint, backend, remote.total(), remote.total(), remote.free(), card, on, link));
        }
        return new Server(endpoint, lent);
    }

    private static Server planned(String endpoint, Machine on, Optional<String> link) {
        List<Lent> lent = new ArrayList<>();
        for (Device card : on.devices()) {
            Backend backend = padsRows(card.backend()) ? Backend.RPC : Backend.CPU;
            lent.add(lent(
                    endpoint,
                    backend,
                    card.installed(),
                    card.capacity(),
                    card.free(),
                    Optional.of(card),
                    Optional.of(on),
                    link));
        }
        if (lent.isEmpty()) {
            Pool ram = on.hostPool();
            lent.add(lent(
                    endpoint,
                    Backend.CPU,
                    ram.installed(),
                    ram.capacity(),
                    ram.free(),
                    Optional.empty(),
                    Optional.of(on),
                    link));
        }
        return new Server(endpoint, lent);
    }

    /** Returns whether a backend keeps room behind the last row ({@code get_alloc_size} of ggml-cuda and ggml-sycl). */
    private static boolean padsRows(Backend backend) {
        return backend == Backend.CUDA || backend == Backend.ROCM || backend == Backend.SYCL;
    }

    private static Lent lent(
            String endpoint,
            Backend backend,
            Bytes installed,
            Bytes capacity,
            Bytes free,
            Optional<Device> card,
            Optional<Machine> on,
            Optional<String> link) {
        Optional<Double> bandwidth = card.isPresent()
                ? card.flatMap(Device::bandwidthGbps)
                : on.flatMap(m -> m.hostPool().readGbps());
        Device device = new Device(
                "RPC",
                card.map(c -> endpoint + " " + c.description()).orElse(endpoint),
                backend,
                "rpc",
                installed,
                capacity,
                free,
                card.flatMap(Device::databaseId),
                card.flatMap(Device::pciId),
                bandwidth,
                card.flatMap(Device::architecture),
                card.flatMap(Device::computeCapability),
                new CardSetting(link, card.flatMap(c -> c.setting().powerWatts())));
        Pool pool = new Pool(
                "rpc", Pool.Kind.DEVICE, installed, capacity, free, Optional.empty(), "RPC server " + endpoint);
        return new Lent(device, pool);
    }

    /**
     * Returns the machine with the devices that these servers have now.
     *
     * @throws EngineException if a server does not answer
     * @throws IllegalArgumentException if one is not {@code host:port}
     */
    public static Machine with(Machine machine, List<String> servers) throws EngineException {
        return joined(machine, of(new RpcWish(servers, List.of(), List.of()), List.of()));
    }

    /** Returns the machine with the devices of servers. */
    private static Machine joined(Machine machine, List<Server> servers) {
        List<Device> devices = new ArrayList<>();
        List<Pool> pools = new ArrayList<>(machine.pools());
        for (Server server : servers) {
            for (Lent lent : server.devices()) {
                String name = "RPC" + devices.size();
                Pool pool = pool(machine, server, lent, name);
                if (!pools.contains(pool)) {
                    pools.add(pool);
                }
                devices.add(named(lent.device(), name, pool));
            }
        }
        devices.addAll(machine.devices());
        return machine.withDevices(pools, devices);
    }

    /** Returns the machine with the devices of servers in each order that is worth trying: as they are named, and the fastest link last. */
    public static List<Machine> orders(Machine machine, List<Server> servers) {
        List<Server> byLink = new ArrayList<>(servers);
        // The last device sends the logits where the machine has no GPU of its own.
        byLink.sort((a, b) -> Double.compare(a.rate(), b.rate()));
        Machine named = joined(machine, servers);
        return byLink.equals(servers) ? List.of(named) : List.of(named, joined(machine, byLink));
    }

    /** A server that runs on this machine's processor uses this machine's memory. */
    private static Pool pool(Machine machine, Server server, Lent lent, String name) {
        if (lent.device().backend() == Backend.CPU && isLoopback(server.endpoint())) {
            return machine.hostPool();
        }
        Pool own = lent.pool();
        return new Pool(
                name.toLowerCase(Locale.ROOT),
                own.kind(),
                own.installed(),
                own.capacity(),
                own.free(),
                Optional.empty(),
                own.source());
    }

    private static boolean isLoopback(String endpoint) {
        InetSocketAddress address = new InetSocketAddress(endpoint.substring(0, endpoint.lastIndexOf(':')), 1);
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    private static Device named(Device d, String name, Pool pool) {
        return new Device(
                name,
                d.description(),
                d.backend(),
                pool.id(),
                d.installed(),
                d.capacity(),
                d.free(),
                d.databaseId(),
                d.pciId(),
                d.bandwidthGbps(),
                d.architecture(),
                d.computeCapability(),
                d.setting());
    }

    private static Optional<String> way(RpcLink link) {
        return link.rate() > 0 ? Optional.of(CardLink.measured(link.rate(), link.roundTrip())) : Optional.empty();
    }
}
