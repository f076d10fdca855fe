package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a context: attention caches and recurrent states, and the bytes they take in each pool.
 *
 * <p>Source: {@code llama_model::create_memory} in {@code src/llama-model.cpp}.
 */
public final class ContextMemory {
    private static final int CELLS_PAD = EffectiveLaunch.CELLS_PAD;

    private final HyperParameters hp;
    private final MemoryKind kind;
    private final ContextKind context;
    private final @Nullable AttentionCache base;
    private final @Nullable AttentionCache window;
    private final @Nullable AttentionCache indexer;
    private final @Nullable CompressedCaches compressed;
    private final @Nullable RecurrentState state;
    private final long[] bytes;
    private final EffectiveLaunch launch;

    /** Lays out the memory of a launch. */
    public ContextMemory(
            HyperParameters hp, EffectiveLaunch launch, LayerDevices layers, List<BackendProfile> backends) {
        this(hp, ContextKind.MAIN, launch, layers, backends);
    }

    /** Lays out the memory of one of a launch's contexts. */
    public ContextMemory(
            HyperParameters hp,
            ContextKind context,
            EffectiveLaunch launch,
            LayerDevices layers,
            List<BackendProfile> backends) {
        this.hp = hp;
        this.launch = launch;
        this.context = context;
        this.kind = MemoryKind.of(hp);
        int pools = backends.size();
        IntUnaryOperator poolOf = il -> launch.offloadsKv() ? layers.pool(il) : layers.cpu();
        int[] owners = attending();
        if (context == ContextKind.MAIN && hp.has(ArchitectureTrait.COMPRESSED_CACHES)) {
            this.compressed = new CompressedCaches(hp, launch, pools, poolOf);
            this.base = compressed.chosen();
            this.window = compressed.window();
            this.indexer = compressed.indexer();
        } else {
            this.compressed = null;
            boolean sliding = hp.window().isPresent() && owners.length > 0 && !plainNextToken();
            int[] full = sliding ? filter(owners, il -> !hp.isSwa(il)) : owners;
            this.base = owners.length > 0 ? AttentionCache.of(hp, launch, full, launch.nCtxSeq(), pools, poolOf) : null;
            this.window = sliding
                    ? AttentionCache.of(hp, launch, filter(owners, hp::isSwa), windowCells(launch), pools, poolOf)
                    : null;
            if (sliding && context == ContextKind.MAIN) {
                shareLaterLayers();
            }
            int[] indexed = plainNextToken() ? new int[0] : filter(owners, kind::hasIndexer);
            this.indexer = indexed.length > 0
                    ? AttentionCache.ofIndexer(hp, launch, indexed, launch.nCtxSeq(), pools, poolOf)
                    : null;
        }
        int[] recurrent = context == ContextKind.MAIN ? layers(kind::isRecurrent) : new int[0];
        this.state = recurrent.length > 0
                ? new RecurrentState(hp, launch.sequences(), launch.snapshots(), recurrent, poolOf)
                : null;
        this.bytes = count(tensors(), backends);
    }

    /** Layers with keys and values of their own in this context. */
    private int[] attending() {
        if (context == ContextKind.NEXT_TOKEN) {
            return IntStream.range(hp.nLayer(), hp.nLayerAll()).toArray();
        }
        int end = hp.has(ArchitectureTrait.NEXT_TOKEN_LAYERS_CACHED) ? hp.nLayerAll() : hp.nLayer();
        return IntStream.range(0, end)
                .filter(il -> kind.hasAttention(il) && hp.hasKv(il))
                .toArray();
    }

    /** Latent attention of a layer for next-token prediction neither slides nor asks an indexer ({@code create_memory}). */
    private boolean plainNextToken() {
        return context == ContextKind.NEXT_TOKEN
                && hp.isMla()
                && hp.has(ArchitectureTrait.INDEXER_CACHE)
                && !hp.has(ArchitectureTrait.STATE_SNAPSHOTS);
    }

    private int[] layers(IntPredicate wanted) {
        return IntStream.range(0, hp.nLayer()).filter(wanted).toArray();
    }

    private static int[] filter(int[] layers, IntPredicate wanted) {
        return IntStream.of(layers).filter(wanted).toArray();
    }

    private long windowCells(EffectiveLaunch launch) {
        if (launch.options().swaFull()) {
            return launch.nCtxSeq();
        }
        long window = (long) hp.requiredWindow().tokens() * (launch.options().kvUnified() ? launch.sequences() : 1)
                + launch.nUbatch();
        return Math.ceilDiv(Math.min(launch.nCtxSeq(), window), CELLS_PAD) * CELLS_PAD;
    }

    /** Layers without a cache of their own read the last one of their kind. */
    private void shareLaterLayers() {
        for (int il = hp.nLayerKv(); il < hp.nLayer(); il++) {
            if (kind.hasAttention(il)) {
                int owner = hp.nLayerKv() - (hp.isSwa(il) ? 2 : 1);
                cacheOf(il).share(il, owner);
            }
        }
    }

    private static long[] count(Collection<Tensor> tensors, List<BackendProfile> backends) {
        long[] sum = new long[backends.size()];
        for (Tensor t : tensors) {
            BackendProfile backend = backends.get(t.pool());
            sum[t.pool()] = Math.addExact(sum[t.pool()], backend.padded(backend.allocSize(t)));
        }
        return sum;
    }

    /** Returns all that is kept, each with its pool. */
    public Collection<Tensor> tensors() {
        Set<Tensor> all = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int il = 0; il < hp.nLayerAll(); il++) {
            for (AttentionCache cache :
                    new AttentionCache[] {base, window, indexer, compressed != null ? compressed.coarse() : null}) {
                if (cache != null) {
                    Stream.of(cache.keysOrNull(il), cache.valuesOrNull(il))
                            .filter(Objects::nonNull)
                            .forEach(all::add);
                }
            }
            if (state != null) {
                all.addAll(state.kept(il));
            }
        }
        all.addAll(rotations());
        if (compressed != null) {
            all.addAll(compressed.states());
        }
        return all;
    }

    private List<Tensor> rotations() {
        return Stream.of(base, window, indexer, compressed == null ? null : compressed.coarse())
                .flatMap(Stream::ofNullable)
                .flatMap(AttentionCache::rotations)
                .toList();
    }

    /** Returns the bytes of context memory in each pool. */
    public long[] bytes() {
        return bytes.clone();
    }

    /** Returns the context memory by kind. */
    public List<KeptMemory> uses(List<BackendProfile> backends) {
        List<KeptMemory> uses = new ArrayList<>(growing(backends));
        if (window != null) {
            uses.add(Math.min(1, uses.size()), KeptMemory.ofCache("sliding window", window, backends));
        }
        if (compressed != null) {
            uses.add(KeptMemory.ofTensors("compressor state", compressed.states(), Tensor::ne2, backends));
        }
        if (state != null) {
            uses.add(KeptMemory.ofState(state, hp.nLayer(), backends));
        }
        List<Tensor> rotations = rotations();
        if (!rotations.isEmpty()) {
            uses.add(KeptMemory.ofTensors("rotation matrices", rotations, Tensor::ne1, backends));
        }
        return uses;
    }

    /** Returns what llama-server takes of the host's memory after its start. */
    public HostGrowth growth() {
        List<AttentionCache> growing = Stream.of(base, compressed == null ? null : compressed.coarse(), indexer)
                .filter(Objects::nonNull)
                .filter(cache -> cache.layers().length > 0)
                .toList();
        List<Tensor> states = new ArrayList<>(compressed == null ? List.of() : compressed.states());
        if (state != null) {
            IntStream.range(0, hp.nLayer())
                    .boxed()
                    .flatMap(il -> state.kept(il).stream())
                    .forEach(states::add);
        }
        AttentionCache sliding = window != null && window.layers().length > 0 ? window : null;
        long rows = (long) launch.sequences() * launch.snapshots();
        return new KeptSequence(hp, launch).growth(growing, sliding, states, rows);
    }

    /** Returns the caches that grow with every token, that of full attention first; empty if there is none. */
    List<KeptMemory> growing(List<BackendProfile> backends) {
        List<KeptMemory> growing = new ArrayList<>();
        if (base != null && base.layers().length > 0) {
            String name = compressed == null ? "full attention" : "compressed attention";
            growing.add(KeptMemory.ofCache(name, base, backends));
        }
        if (compressed != null && compressed.coarse().layers().length > 0) {
            growing.add(KeptMemory.ofCache("coarse attention", compressed.coarse(), backends));
        }
        if (indexer != null && !growing.isEmpty()) {
            growing.add(KeptMemory.ofCache("sparse-attention index", indexer, backends));
        }
        return growing;
    }

    /** Returns the caches of compressed keys. */
    public CompressedCaches compressed() {
        if (compressed == null) {
            throw new IllegalStateException("the model has no compressed keys");
        }
        return compressed;
    }

    /** Returns the cache of full-attention layers. */
    public AttentionCache base() {
        if (base == null) {
            throw new IllegalStateException("the model has no attention cache");
        }
        return base;
    }

    /** Returns the cache of sliding-window layers. */
    public AttentionCache window() {
        if (window == null) {
            throw new IllegalStateException("the model has no sliding window");
        }
        return window;
    }

    /** Returns whether sliding-window layers have a cache of their own. */
    public boolean hasWindow() {
        return window != null;
    }

    /** Returns the cache of the sparse-attention indexer. */
    public AttentionCache indexer() {
        if (indexer == null) {
            throw new IllegalStateException("the model has no sparse-attention indexer");
        }
        return indexer;
    }

    /** Returns the cache that a layer uses. */
    public AttentionCache cacheOf(int il) {
        return window != null && hp.isSwa(il) ? window : base();
    }

    /** Returns the recurrent states. */
    public RecurrentState state() {
        if (state == null) {
            throw new IllegalStateException("the model has no recurrent layers");
        }
        return state;
    }
}
