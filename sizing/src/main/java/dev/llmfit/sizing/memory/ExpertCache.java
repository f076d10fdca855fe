package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.weights.Weights;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Room on devices for copies of the experts used last of those that lie on the host ({@code --moe-cache-mib}). Layers of a device whose experts
 * are alike share slots; each layer has a table on the host that says in which slot an expert is.
 *
 * <p>Source: {@code llama_moe_cache} in {@code src/llama-moe-cache.cpp}.
 */
public final class ExpertCache {
    /** Bytes of one MiB, as {@code arg.cpp} multiplies. */
    private static final long MIB = 1L << 20;

    /** Tokens of a batch up to which experts are read from the cache ({@code max_batch}). */
    private static final int MOST_TOKENS = 32;

    private static final List<String> MATRICES =
            List.of("ffn_gate_up_exps", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps");

    /**
     * A layer whose experts are cached.
     *
     * @param pool the device
     * @param slots experts that its group holds
     * @param table slot of each expert
     * @param experts what is read instead of each matrix, by name
     */
    public record Layer(int pool, int slots, Tensor table, Map<String, Tensor> experts) {
        public Layer {
            Amount.count(pool, "pool");
            Amount.count(slots, "slots");
            experts = Map.copyOf(experts);
        }

        /** Returns whether a batch reads the experts from the cache ({@code get_slot_map}). */
        public boolean serves(long tokens, long used) {
            return tokens > 0 && tokens <= MOST_TOKENS && Math.min(tokens * used, table.ne1()) <= slots;
        }
    }

    /** Layers of a device with experts of one layout. */
    private static final class Group {
        final int pool;
        final Map<String, Tensor> like;
        final List<Integer> layers = new ArrayList<>();
        long bytes;

        Group(int pool, Map<String, Tensor> like) {
            this.pool = pool;
            this.like = like;
        }

        boolean fits(int otherPool, Map<String, Tensor> other) {
            return pool == otherPool
                    && like.keySet().equals(other.keySet())
                    && like.entrySet().stream().allMatch(e -> alike(e.getValue(), other.get(e.getKey())));
        }

        private static boolean alike(Tensor a, @Nullable Tensor b) {
            return b != null && a.type() == b.type() && a.ne0() == b.ne0() && a.ne1() == b.ne1() && a.ne2() == b.ne2();
        }
    }

    private final @Nullable Layer[] layers;
    private final long[] bytes;

    /**
     * Lays the cache out.
     *
     * @param free bytes that each device reports as free once weights and caches lie there
     * @throws LaunchRefusedException if llama.cpp refuses the cache
     */
    public ExpertCache(
            HyperParameters hp,
            EffectiveLaunch launch,
            LayerDevices placed,
            List<BackendProfile> backends,
            Weights weights,
            double[] free) {
        this.layers = new Layer[hp.nLayerAll()];
        this.bytes = new long[backends.size()];
        if (launch.options().moeCacheMib() == 0) {
            return;
        }
        refuse(hp, launch, backends.size() - 1);
        List<Group> groups = groups(hp, placed, weights);
        long[] onHost = new long[bytes.length];
        groups.forEach(g -> onHost[g.pool] += g.bytes);
        double[] shares = shares(launch.options().tensorSplit(), free, onHost);
        int used = most(hp);
        for (Group group : groups) {
            double share = shares[group.pool] / DoubleStream.of(shares).sum();
            double size = (double) launch.options().moeCacheMib() * MIB;
            fill(group, (long) (size * share * group.bytes / onHost[group.pool]), used, backends);
        }
        if (!groups.isEmpty() && Arrays.stream(layers).allMatch(l -> l == null)) {
            throw new LaunchRefusedException("MoE cache is too small to hold the experts of one token");
        }
    }

    private static void refuse(HyperParameters hp, EffectiveLaunch launch, int devices) {
        if (!launch.build().has(EngineSwitch.CACHES_EXPERTS)) {
            throw new LaunchRefusedException(
                    launch.build().name() + " has no MoE cache; it came with b" + EngineSwitch.CACHES_EXPERTS.first());
        }
        if (devices == 0) {
            throw new LaunchRefusedException("MoE cache requires a GPU backend");
        }
        if (hp.experts().isEmpty()) {
            throw new LaunchRefusedException("MoE cache requires a MoE model");
        }
    }

    private static int most(HyperParameters hp) {
        int most = 0;
        for (int il = 0; il < hp.nLayerAll(); il++) {
            most = Math.max(most, hp.requiredExperts().used().at(il));
        }
        return most;
    }

    /** Only layers of a device that have all of their experts on the host are cached. */
    private static List<Group> groups(HyperParameters hp, LayerDevices placed, Weights weights) {
        List<Group> groups = new ArrayList<>();
        for (int il = 0; il < hp.nLayerAll(); il++) {
            Map<String, Tensor> experts = new LinkedHashMap<>();
            for (String name : MATRICES) {
                Tensor t = weights.weight(il, name);
                if (t != null) {
                    experts.put(name, t);
                }
            }
            int pool = placed.pool(il);
            boolean onHost = experts.values().stream().allMatch(t -> t.pool() == placed.cpu() && t.isHostVisible());
            if (experts.isEmpty() || !onHost || pool == placed.cpu()) {
                continue;
            }
            Group group = groups.stream()
                    .filter(g -> g.fits(pool, experts))
                    .findFirst()
                    .orElseGet(() -> {
                        Group made = new Group(pool, experts);
                        groups.add(made);
                        return made;
                    });
            group.layers.add(il);
            group.bytes += experts.values().stream().mapToLong(Tensor::bytes).sum();
        }
        return groups;
    }

    /** As layers are split: by the option, else by free memory, among the devices with experts to cache. */
    private static double[] shares(List<Double> split, double[] free, long[] onHost) {
        boolean given = split.stream().limit(free.length).anyMatch(s -> s != 0);
        double[] shares = new double[free.length];
        for (int d = 0; d < shares.length; d++) {
            if (onHost[d] > 0) {
                shares[d] = given ? (d < split.size() ? split.get(d).floatValue() : 0) : free[d];
            }
        }
        if (DoubleStream.of(shares).sum() == 0) {
            Arrays.setAll(shares, d -> onHost[d] > 0 ? 1 : 0);
        }
        return shares;
    }

    private void fill(Group group, long budget, int used, List<BackendProfile> backends) {
        BackendProfile device = backends.get(group.pool);
        long experts = group.like.values().iterator().next().ne2();
        long most = group.layers.size() * experts;
        int slots = 0;
        while (slots < most && size(group, slots + 1, device) <= budget) {
            slots++;
        }
        if (slots < used) {
            return;
        }
        for (Tensor t : group.like.values()) {
            Tensor bank = Tensor.leaf(t.type(), t.ne0(), t.ne1(), slots + 1L, 1);
            bytes[group.pool] += device.padded(device.allocSize(bank));
        }
        for (int il : group.layers) {
            int cpu = backends.size() - 1;
            Tensor table = Tensor.leaf(GgmlType.I32, 1, experts, 1, 1).asWeight("moe_cache.slot_map-" + il, cpu, true);
            bytes[cpu] += backends.get(cpu).padded(table.bytes());
            Map<String, Tensor> cached = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> e : group.like.entrySet()) {
                Tensor t = e.getValue();
                cached.put(
                        e.getKey(),
                        Tensor.leaf(t.type(), t.ne0(), t.ne1(), slots, 1)
                                .asWeight("moe_cache.blk." + il + "." + e.getKey(), group.pool, false));
            }
            layers[il] = new Layer(group.pool, slots, table, cached);
        }
    }

    /** One slot more than are used: a kernel may read past the last expert. */
    private static long size(Group group, int slots, BackendProfile device) {
        return group.like.values().stream()
                .mapToLong(t -> device.padded(t.bytes() / t.ne2() * (slots + 1L)))
                .sum();
    }

    /** Returns the cached experts of a layer, or null. */
    public @Nullable Layer of(int il) {
        return layers[il];
    }

    /** Returns the cache as a kind of context memory, its slots as cells; empty if there is none. */
    public Optional<KeptMemory> use() {
        List<Layer> cached = Arrays.stream(layers).flatMap(Stream::ofNullable).toList();
        int slots = cached.stream().mapToInt(Layer::slots).max().orElse(0);
        return cached.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeptMemory(
                        "cache of experts",
                        cached.size(),
                        slots,
                        Arrays.stream(bytes).sum()));
    }

    /** Returns the bytes in each pool. */
    public long[] bytes() {
        return bytes.clone();
    }
}
