package dev.llmfit.recommend.fleet;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.search.SeveralUsers;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exact sizes of the servers of one model. With every layer on equal cards a launch takes the same of any cards of a backend, so that
 * each size is computed once for all machines.
 */
final class SizedReplica {
    /** Type of keys and values; the default of llama.cpp. */
    static final GgmlType CACHE = GgmlType.F16;

    private final Model model;
    private final Engines engines;
    private final SeveralUsers launches;
    private final int ctx;
    private final Map<Cards, Sizes> known = new ConcurrentHashMap<>();

    /** Cards that a launch is sized on. */
    private record Cards(List<Backend> backends) {}

    /** Sizes on some cards by users. */
    private record Sizes(Sizer sizer, Map<Integer, Optional<Estimate>> byUsers) {}

    SizedReplica(FleetWish wish, Objective objective, Engines engines) {
        this.model = wish.offer().model(wish.fileType());
        this.engines = engines;
        this.ctx = wish.ctx();
        this.launches = new SeveralUsers(wish.offer(), wish.fileType(), CACHE, objective.of(wish.ctx(), 1), engines);
    }

    Model model() {
        return model;
    }

    SeveralUsers launches() {
        return launches;
    }

    LaunchOptions options(int users) {
        return launches.whole(users);
    }

    /** Returns what a server for so many users takes of the equal cards of a machine; empty if llama.cpp refuses it. */
    Optional<Estimate> size(Machine cards, int users) {
        List<DeviceMemory> devices = DeviceMemory.of(cards);
        Sizes sizes = known.computeIfAbsent(
                new Cards(devices.stream().map(DeviceMemory::backend).toList()),
                _ -> new Sizes(
                        new Sizer(engines.memory(), model, devices, engines.build()), new ConcurrentHashMap<>()));
        Optional<Estimate> before = sizes.byUsers().get(users);
        if (before != null) {
            return before;
        }
        synchronized (sizes.sizer()) { // a sizer is for one thread
            return sizes.byUsers().computeIfAbsent(users, u -> sizes.sizer().size(options(u)));
        }
    }

    /** Returns what each of so many users gets on a machine, tok/s, with half of the context filled. */
    double each(Machine cards, int users, List<Integer> layerDevice) {
        return engines.speed()
                .serving(model, cards, options(users), layerDevice, ctx / 2)
                .mid();
    }
}
