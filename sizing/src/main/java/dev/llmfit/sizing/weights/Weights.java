package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.HostCopies;
import dev.llmfit.sizing.MappedWeights;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.weights.WeightLayout.Entry;
import dev.llmfit.sizing.weights.WeightLayout.Kind;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a launch: a graph leaf for each, its pool, and the bytes of each pool. Belongs to one thread.
 *
 * <p>Source: {@code llama_model_base::load_tensors} and {@code llama_model_loader::create_tensor}.
 */
public final class Weights {
    private static final String OUTPUT = "output.weight";

    /** Bytes up to which a tensor is read whole ({@code auto_min_size} in {@code llama-model-loader.cpp}). */
    private static final long LAZY_ABOVE = 4L << 30;

    private final WeightLayout layout;
    private final HyperParameters hp;
    private final LayerDevices layers;
    private final List<BackendProfile> backends;
    private final int cpu;
    private final boolean pinned;
    private final TensorOverrides overrides;
    private final Adapters adapters;
    private final IdentityHashMap<Tensor, List<Lora>> loras = new IdentityHashMap<>();
    private final boolean predictionLayers;
    private final boolean headFirst;
    private final long[] bytes;
    private final List<Tensor> all = new ArrayList<>();
    private final Map<String, Integer> moved = new HashMap<>();
    private final List<Tensor> tables = new ArrayList<>();
    private long largestHostMatrix;
    private long readFromFile;
    private final @Nullable Tensor[][] weights;
    private final @Nullable Tensor[][] biases;
    private final @Nullable Tensor[][] scales;
    private final Map<String, Tensor> globals = new HashMap<>();
    private final Map<String, @Nullable Tensor[]> everyDevice = new HashMap<>();
    private @Nullable Tensor output;

    /**
     * Places the weights.
     *
     * @param backends devices in order, the CPU last
     * @param adapters LoRA adapters, placed with the weights that they change
     * @param predictionLayers whether next-token-prediction layers are loaded
     * @param build llama.cpp's build
     */
    public Weights(
            WeightLayout layout,
            HyperParameters hp,
            LayerDevices layers,
            List<BackendProfile> backends,
            TensorOverrides overrides,
            Adapters adapters,
            boolean predictionLayers,
            EngineBuild build) {
        this.layout = layout;
        this.hp = hp;
        this.layers = layers;
        this.backends = backends;
        this.cpu = backends.size() - 1;
        this.pinned = backends.stream().anyMatch(BackendProfile::hostBuffer);
        this.overrides = overrides;
        this.adapters = adapters;
        this.predictionLayers = predictionLayers;
        this.headFirst =
                hp.has(ArchitectureTrait.HEAD_BEFORE_EMBEDDING) && !build.has(EngineSwitch.SHARES_GEMMA_EMBEDDING);
        this.bytes = new long[backends.size()];
        this.weights = new Tensor[hp.nLayerAll()][layout.slotCount()];
        this.biases = new Tensor[hp.nLayerAll()][layout.slotCount()];
        this.scales = new Tensor[hp.nLayerAll()][layout.slotCount()];
        for (Entry entry : layout.entries()) {
            create(entry);
        }
        if (output == null && !hp.has(ArchitectureTrait.NO_LOGITS)) {
            output = layout.tokenEmbedding().map(this::tiedOutput).orElse(null);
        }
    }

    /** Returns whether a file without an output matrix has the token embedding a second time where its output layer lies. */
    public static boolean copiesEmbedding(HyperParameters hp) {
        return !hp.has(ArchitectureTrait.NO_LOGITS) && !hp.has(ArchitectureTrait.LOGITS_FROM_EMBEDDING);
    }

    private void create(Entry entry) {
        TensorInfo info = entry.info();
        switch (entry.kind()) {
            case INPUT ->
                globals.put(
                        info.name(),
                        leaf(entry, isReadLazily(info) ? cpu : overrides.pool(info.name(), false, -1, cpu)));
            case EVERY_DEVICE -> createOnEveryDevice(entry);
            case OUTPUT -> {
                int pool = overrides.pool(info.name(), false, -1, layers.outputPool());
                Tensor leaf = leaf(entry, pool);
                globals.put(info.name(), leaf);
                if (info.name().equals(OUTPUT)) {
                    output = leaf;
                    noteMoved(OUTPUT, pool, layers.outputPool());
                }
            }
            case LAYER -> createInLayer(entry);
        }
    }

    /** A lazily read tensor stays in the file, whatever {@code -ot} says ({@code lazy_read::add}). */
    private boolean isReadLazily(TensorInfo info) {
        return hp.has(GraphVariant.LAZY_EMBEDDINGS)
                && info.name().equals("per_layer_token_embd.weight")
                && info.bytes() > LAZY_ABOVE;
    }

    private void createOnEveryDevice(Entry entry) {
        @Nullable Tensor[] byPool = new Tensor[backends.size()];
        int end = hp.has(ArchitectureTrait.NEXT_TOKEN_ATTENTION_LOADED) ? hp.nLayerAll() : hp.nLayer();
        for (int il = 0; il < end; il++) {
            if (hp.has(ArchitectureTrait.FREQUENCIES_WITHOUT_WINDOW) && (hp.isSwa(il) || hp.isRecr(il))) {
                continue;
            }
            int pool = overrides.pool(entry.info().name(), false, il, layers.pool(il));
            if (byPool[pool] == null) {
                byPool[pool] = leaf(entry, pool);
            }
        }
        @Nullable Tensor[] byLayer = new Tensor[hp.nLayerAll()];
        for (int il = 0; il < byLayer.length; il++) {
            byLayer[il] = byPool[overrides.pool(entry.info().name(), false, il, layers.pool(il))];
        }
        everyDevice.put(entry.info().name(), byLayer);
    }

    private void createInLayer(Entry entry) {
        int il = entry.layer();
        if (il >= hp.nLayer()
                && !predictionLayers
                && !isLoadedUnused(entry.info().name())) {
            return;
        }
        int pool = overrides.pool(entry.info().name(), entry.expert(), il, layers.pool(il));
        noteMoved(entry.info().name(), pool, layers.pool(il));
        Tensor leaf = leaf(entry, pool);
        if (entry.slot() < 0) {
            globals.put(entry.info().name(), leaf);
            return;
        }
        switch (entry.role()) {
            case WEIGHT -> weights[il][entry.slot()] = leaf;
            case BIAS -> biases[il][entry.slot()] = leaf;
            case SCALE -> scales[il][entry.slot()] = leaf;
        }
    }

    /** Whether a tensor of a layer for next-token prediction is loaded in a launch without prediction. */
    private boolean isLoadedUnused(String name) {
        String base = name.substring(name.indexOf('.', "blk.".length()) + 1);
        if (base.startsWith("nextn.")) {
            boolean head = base.startsWith("nextn.shared_head") || base.startsWith("nextn.embed_tokens");
            return head && hp.has(ArchitectureTrait.NEXT_TOKEN_HEAD_LOADED);
        }
        if (base.startsWith("exp_probs_b")) {
            return hp.has(ArchitectureTrait.NEXT_TOKEN_ROUTER_BIAS_LOADED);
        }
        if (base.startsWith("ffn_")) {
            return !base.startsWith("ffn_norm") && hp.has(ArchitectureTrait.NEXT_TOKEN_NETWORK_LOADED);
        }
        boolean normed = base.startsWith("attn_q_norm") || base.startsWith("attn_k_norm");
        return (normed || base.startsWith("attn_gate")) && hp.has(ArchitectureTrait.NEXT_TOKEN_ATTENTION_LOADED);
    }

    /** The output matrix that is the token embedding: a second copy unless both lie in one buffer. */
    private Tensor tiedOutput(TensorInfo info) {
        int pool = overrides.pool(info.name(), false, -1, layers.outputPool());
        Tensor embedding = globals.get(info.name());
        Entry head = new Entry(info, Kind.OUTPUT, hp.nLayerAll(), -1, WeightLayout.Role.WEIGHT, true, false);
        boolean ownCopy = headFirst
                || (!hp.has(ArchitectureTrait.LOGITS_FROM_EMBEDDING)
                        && (embedding == null || pool != embedding.pool() || isRepacked(head, pool)));
        noteMoved(info.name(), pool, layers.outputPool());
        return ownCopy || embedding == null ? leaf(head, pool) : embedding;
    }

    private void noteMoved(String name, int pool, int home) {
        if (pool != home) {
            moved.put(name, pool);
        }
    }

    private Tensor leaf(Entry entry, int pool) {
        TensorInfo info = entry.info();
        boolean hostVisible = pool == cpu && !isRepacked(entry, pool);
        Tensor t = Tensor.leaf(info.type(), info.ne0(), info.ne1(), info.ne2(), info.ne3())
                .asWeight(info.name(), pool, hostVisible);
        if (hostVisible && entry.matrix() && entry.kind() == Kind.LAYER) {
            largestHostMatrix = Math.max(largestHostMatrix, t.bytes());
        }
        if (hostVisible && entry.kind() == Kind.INPUT) {
            tables.add(t);
        } else if (hostVisible) {
            readFromFile = Math.addExact(readFromFile, t.bytes());
        }
        count(t, pool);
        if (!adapters.isEmpty()) {
            addLoras(t, pool);
        }
        return t;
    }

    private void count(Tensor t, int pool) {
        all.add(t);
        BackendProfile backend = backends.get(pool);
        bytes[pool] = Math.addExact(bytes[pool], backend.padded(backend.allocSize(t)));
    }

    /** The matrices of adapters lie with their weight, but never in a packed buffer. */
    private void addLoras(Tensor weight, int pool) {
        List<Lora> own = new ArrayList<>();
        for (Adapters.Pair pair : adapters.of(weight.name())) {
            own.add(new Lora(thin(pair.a(), pool), thin(pair.b(), pool)));
        }
        if (!own.isEmpty()) {
            loras.put(weight, own);
        }
    }

    private Tensor thin(TensorInfo info, int pool) {
        // Their buffers are not marked as weights, so operations do not follow them to their device.
        Tensor t = Tensor.leaf(info.type(), info.ne0(), info.ne1(), info.ne2(), info.ne3())
                .asCache(info.name(), pool, null);
        count(t, pool);
        return t;
    }

    /**
     * The matrices of one LoRA adapter for a weight.
     *
     * @param a from the input to the rank
     * @param b from the rank to the output
     */
    public record Lora(Tensor a, Tensor b) {}

    /** Returns what adapters add to the product with a weight. */
    public List<Lora> loras(Tensor weight) {
        return loras.isEmpty() ? List.of() : loras.getOrDefault(weight, List.of());
    }

    /**
     * Whether a matrix gets a packed copy for the CPU's kernels, which devices cannot read
     * ({@code ggml_repack_get_optimal_repack_type}).
     */
    private boolean isRepacked(Entry entry, int pool) {
        if (pool != cpu || pinned || !entry.matrix()) {
            return false;
        }
        TensorInfo info = entry.info();
        return HostCopies.isPackable(info.type())
                && info.ne1() % 8 == 0
                && info.ne1() > 1
                && (info.ne2() > 1) == entry.expert()
                && info.ne3() == 1;
    }

    /** Returns the bytes of the largest matrix of a layer on the host that devices may copy for their use. */
    public long largestHostMatrix() {
        return largestHostMatrix;
    }

    /** Returns the bytes of weights in each pool. */
    public long[] bytes() {
        return bytes.clone();
    }

    /** Returns the weights on the host that are used where a mapped file holds them. */
    public MappedWeights mapped() {
        // A table that is the output matrix as well is read whole.
        long head = output != null && tables.contains(output) ? output.bytes() : 0;
        long rows = -head;
        for (Tensor table : tables) {
            rows = Math.addExact(rows, table.bytes());
        }
        return new MappedWeights(Bytes.of(rows), Bytes.of(Math.addExact(readFromFile, head)));
    }

    /** Returns the pools of weights of layers, and of the output matrix, that options put elsewhere than their layer, by name. */
    public Map<String, Integer> moved() {
        return Collections.unmodifiableMap(moved);
    }

    /** Returns the number of the model's tensors that are loaded, each copy counted. */
    public int tensorCount() {
        return all.size() - 2 * adaptedCount();
    }

    /** Returns the number of pairs of matrices that adapters add. */
    public int adaptedCount() {
        return loras.values().stream().mapToInt(List::size).sum();
    }

    /** Returns all weights with their pools. */
    public List<Tensor> all() {
        return Collections.unmodifiableList(all);
    }

    /** Returns the weight of a layer, or null: {@code attn_q} stands for {@code blk.N.attn_q.weight}. */
    public @Nullable Tensor weight(int il, String base) {
        return at(weights, il, base);
    }

    /** Returns the bias of a layer, or null. */
    public @Nullable Tensor bias(int il, String base) {
        return at(biases, il, base);
    }

    /** Returns the scale of a layer, or null. */
    public @Nullable Tensor scale(int il, String base) {
        return at(scales, il, base);
    }

    private @Nullable Tensor at(@Nullable Tensor[][] table, int il, String base) {
        int slot = layout.slot(base);
        return slot < 0 ? null : table[hp.weightLayer(il)][slot];
    }

    /** Returns a tensor outside the layers by its full name, or null. */
    public @Nullable Tensor global(String name) {
        return globals.get(name);
    }

    /** Returns the copy of a tensor that lies with a layer, unless options put it elsewhere, or null. */
    public @Nullable Tensor onDeviceOf(int il, String name) {
        @Nullable Tensor[] byLayer = everyDevice.get(name);
        return byLayer == null ? null : byLayer[il];
    }

    /** Returns the matrix that makes logits, or null if the model has none. */
    public @Nullable Tensor output() {
        return output;
    }
}
