package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.SparseIndexer;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of a set of layers. Compressed (MLA) caches have no values.
 *
 * <p>Source: {@code llama_kv_cache} in {@code src/llama-kv-cache.cpp}.
 */
public final class AttentionCache {
    /** Least width of the Hadamard matrices that are applied to quantized keys and values. */
    private static final int ROTATION = 64;

    private final long cells;
    private final int streams;
    private final boolean transposed;
    private final @Nullable Tensor[] keys;
    private final @Nullable Tensor[] values;
    private final @Nullable Tensor[] keyRotations;
    private final @Nullable Tensor[] valueRotations;
    private final Rotation rotation;

    /**
     * How keys and values are rotated.
     *
     * @param keys width of the matrix of keys, or 0
     * @param values width of the matrix of values, or 0
     * @param applied whether graphs apply them
     */
    private record Rotation(int keys, int values, boolean applied) {}

    private AttentionCache(int layersAll, long cells, int streams, boolean transposed, Rotation rotation) {
        this.cells = cells;
        this.streams = streams;
        this.transposed = transposed;
        this.keys = new Tensor[layersAll];
        this.values = new Tensor[layersAll];
        this.keyRotations = new Tensor[layersAll];
        this.valueRotations = new Tensor[layersAll];
        this.rotation = rotation;
    }

    /** Makes the cache of these layers. */
    static AttentionCache of(
            HyperParameters hp, EffectiveLaunch launch, int[] layers, long cells, int pools, IntUnaryOperator poolOf) {
        AttentionCache cache = new AttentionCache(
                hp.nLayerAll(),
                cells,
                launch.streams(),
                launch.transposesValues(),
                new Rotation(
                        launch.typeK().isQuantized() ? rotationOfKeys(hp, layers) : 0,
                        hp.isMla() || !launch.typeV().isQuantized() ? 0 : rotationOfValues(hp, layers),
                        !hp.isMla()));
        cache.fill(hp, launch, layers, pools, poolOf);
        cache.keepRotations(launch, pools);
        return cache;
    }

    /**
     * Makes the cache of a sparse-attention indexer: one key head, and values in {@code llama_kv_cache_msa} only.
     */
    static AttentionCache ofIndexer(
            HyperParameters hp, EffectiveLaunch launch, int[] layers, long cells, int pools, IntUnaryOperator poolOf) {
        SparseIndexer indexer = hp.requiredIndexer();
        boolean always = hp.has(ArchitectureTrait.INDEXER_ALWAYS_ROTATED);
        boolean rotated = launch.typeK().isQuantized() && indexer.width() % ROTATION == 0;
        boolean rotatedValues =
                indexer.keepsValues() && launch.typeV().isQuantized() && rotationOfValues(hp, layers) > 0;
        AttentionCache cache = new AttentionCache(
                hp.nLayerAll(),
                cells,
                launch.streams(),
                launch.transposesValues(),
                new Rotation(
                        always || rotated ? widestRotation((int) indexer.width()) : 0,
                        rotatedValues ? ROTATION : 0,
                        always));
        @Nullable Tensor[] regions = new Tensor[pools];
        for (int il : layers) {
            int pool = poolOf.applyAsInt(il);
            cache.keys[il] = cache.cache("cache_lid_k_l" + il, launch.typeK(), indexer.width(), pool, regions);
            if (indexer.keepsValues()) {
                cache.values[il] = cache.cache("cache_lid_v_l" + il, launch.typeV(), hp.headV(), pool, regions);
            }
        }
        cache.keepRotations(launch, pools);
        return cache;
    }

    /**
     * Makes a cache of keys alone, with a stream for each sequence ({@code llama_kv_cache_dsv4}).
     *
     * @param kind what its tensors are named after
     * @param width elements of a row
     * @param rotated whether it is rotated whatever its type
     */
    static AttentionCache ofKeys(
            String kind,
            HyperParameters hp,
            EffectiveLaunch launch,
            int[] layers,
            long width,
            boolean rotated,
            long cells,
            int pools,
            IntUnaryOperator poolOf) {
        boolean quantized = launch.typeK().isQuantized() && width % ROTATION == 0;
        AttentionCache cache = new AttentionCache(
                hp.nLayerAll(),
                cells,
                launch.sequences(),
                launch.transposesValues(),
                new Rotation(rotated || quantized ? widestRotation((int) width) : 0, 0, true));
        @Nullable Tensor[] regions = new Tensor[pools];
        for (int il : layers) {
            cache.keys[il] =
                    cache.cache("cache_" + kind + "_k_l" + il, launch.typeK(), width, poolOf.applyAsInt(il), regions);
        }
        cache.keepRotations(launch, pools);
        return cache;
    }

    private void fill(HyperParameters hp, EffectiveLaunch launch, int[] layers, int pools, IntUnaryOperator poolOf) {
        @Nullable Tensor[] regions = new Tensor[pools];
        for (int il : layers) {
            int pool = poolOf.applyAsInt(il);
            keys[il] = cache("cache_k_l" + il, launch.typeK(), hp.kWidth(il), pool, regions);
            if (!hp.isMla()) {
                long width = transposed ? hp.vWidthMax() : hp.vWidth(il);
                values[il] = cache("cache_v_l" + il, launch.typeV(), width, pool, regions);
            }
        }
    }

    /** Puts the rotations beside what they rotate ({@code llama_kv_cache::init_rotation}). */
    private void keepRotations(EffectiveLaunch launch, int pools) {
        if (!launch.build().has(EngineSwitch.KEEPS_ROTATIONS)) {
            return;
        }
        for (int il = 0; il < keys.length; il++) {
            keyRotations[il] = beside(keys[il], "k_rot_l" + il, rotation.keys, pools);
            valueRotations[il] = beside(values[il], "v_rot_l" + il, rotation.values, pools);
        }
    }

    private static @Nullable Tensor beside(@Nullable Tensor kept, String name, int width, int pools) {
        return kept == null || width == 0
                ? null
                : Tensor.leaf(GgmlType.F32, width, width, 1, 1)
                        .asWeight("cache_" + name, kept.pool(), kept.pool() == pools - 1);
    }

    private Tensor cache(String name, GgmlType type, long width, int pool, @Nullable Tensor[] regions) {
        Tensor t = Tensor.leaf(type, width, cells, streams, 1);
        Tensor region = regions[pool];
        if (region == null) {
            region = t;
            regions[pool] = t;
        }
        return t.asCache(name, pool, region);
    }

    private static int rotationOfKeys(HyperParameters hp, int[] layers) {
        int[] heads = Arrays.stream(layers).map(hp::headKAt).distinct().toArray();
        if (heads.length != 1 || hp.headKAt(0) % ROTATION != 0) {
            return 0;
        }
        return widestRotation(heads[0]);
    }

    private static int widestRotation(int head) {
        int rotation = ROTATION;
        while (head % (2 * rotation) == 0) {
            rotation *= 2;
        }
        return rotation;
    }

    private static int rotationOfValues(HyperParameters hp, int[] layers) {
        boolean oneSize = Arrays.stream(layers).map(hp::headVAt).distinct().count() == 1;
        return oneSize && hp.headVAt(0) % ROTATION == 0 ? ROTATION : 0;
    }

    /** Lets a layer read the cache of another one. */
    void share(int il, int owner) {
        keys[il] = keys[owner];
        values[il] = values[owner];
        keyRotations[il] = keyRotations[owner];
        valueRotations[il] = valueRotations[owner];
    }

    /** Returns the cells of one stream. */
    public long cells() {
        return cells;
    }

    /** Returns the streams. */
    public int streams() {
        return streams;
    }

    /** Returns whether values lie one column per cell. */
    public boolean isTransposed() {
        return transposed;
    }

    /** Returns the keys that a layer reads. */
    public Tensor keys(int il) {
        return present(keys[il], il);
    }

    /** Returns the values that a layer reads. */
    public Tensor values(int il) {
        return present(values[il], il);
    }

    private static Tensor present(@Nullable Tensor t, int il) {
        if (t == null) {
            throw new IllegalStateException("layer " + il + " has no cache");
        }
        return t;
    }

    /** Returns the width of the rotation that graphs apply to keys, or 0. */
    public int rotationK() {
        return rotation.applied ? rotation.keys : 0;
    }

    /** Returns the width of the rotation that graphs apply to values, or 0. */
    public int rotationV() {
        return rotation.applied ? rotation.values : 0;
    }

    /** Returns the matrix that rotates the keys of a layer, or null if it is an input of the graph or there is none. */
    public @Nullable Tensor keyRotation(int il) {
        return rotation.applied ? keyRotations[il] : null;
    }

    /** Returns the matrix that rotates the values of a layer, or null if it is an input of the graph or there is none. */
    public @Nullable Tensor valueRotation(int il) {
        return rotation.applied ? valueRotations[il] : null;
    }

    /** Returns the matrices that lie beside keys and values, applied or not. */
    Stream<Tensor> rotations() {
        return Stream.of(keyRotations, valueRotations)
                .flatMap(Arrays::stream)
                .flatMap(Stream::ofNullable)
                .distinct();
    }

    /** Returns the layers that own or share keys here. */
    int[] layers() {
        return IntStream.range(0, keys.length).filter(il -> keys[il] != null).toArray();
    }

    @Nullable
    Tensor keysOrNull(int il) {
        return keys[il];
    }

    @Nullable
    Tensor valuesOrNull(int il) {
        return values[il];
    }
}
