package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The hyper-parameters of a model with llama.cpp's defaults for its architecture. Immutable; layers count from 0.
 *
 * <p>Source: {@code llama_hparams} ({@code src/llama-hparams.h}), {@code llama_model_base::load_hparams}
 * ({@code src/llama-model.cpp}) and {@code load_arch_hparams} in {@code src/models} of llama.cpp b11434.
 */
public final class HyperParameters {
    /** The most layers llama.cpp accepts ({@code LLAMA_MAX_LAYERS}). */
    public static final int MAX_LAYERS = 512;

    private final Architecture architecture;
    private final Set<GraphVariant> variants;
    private final Layers layers;
    private final Widths widths;
    private final Heads heads;
    private final DenseNetwork dense;
    private final Rope rope;
    private final Scales scales;
    private final Pooling pooling;
    private final boolean causal;
    private final Optional<Window> window;
    private final LayerSet windowLayers;
    private final LayerSet recurrentLayers;
    private final Optional<CompressedAttention> compressedAttention;
    private final boolean compressedCache;
    private final Optional<RoutedExperts> experts;
    private final Optional<Recurrence> recurrence;
    private final Optional<SparseIndexer> indexer;
    private final LayerNumbers compressRatios;
    private final Optional<Deepstack> deepstack;
    private final Optional<HashedNGrams> hashedNGrams;
    private final Optional<ResidualStream> stream;
    private final long vWidthMax;

    private HyperParameters(HyperParametersDraft draft) {
        this.architecture = draft.architecture();
        this.variants = Set.copyOf(draft.variants());
        this.layers = draft.layers();
        this.widths = draft.widths();
        this.heads = draft.heads();
        this.dense = draft.dense();
        this.rope = draft.rope();
        this.scales = draft.scales();
        this.pooling = draft.pooling();
        this.causal = draft.causal();
        this.window = draft.window();
        this.windowLayers = window.map(Window::layers).orElseGet(() -> LayerSet.none(layers.all()));
        this.recurrentLayers = draft.recurrentLayers();
        this.compressedAttention = draft.compressedAttention();
        this.compressedCache =
                compressedAttention.map(CompressedAttention::cached).orElse(false);
        this.experts = draft.experts();
        this.recurrence = draft.recurrence();
        this.indexer = draft.indexer();
        this.compressRatios = draft.compressRatios().orElseGet(() -> LayerNumbers.none(layers.all()));
        this.deepstack = draft.deepstack();
        this.hashedNGrams = draft.hashedNGrams();
        this.stream = draft.stream();
        this.vWidthMax =
                IntStream.range(0, layers.all()).mapToLong(this::vWidth).max().orElse(0);
    }

    /**
     * Reads the hyper-parameters of a model.
     *
     * @throws HyperParametersException if llama.cpp would refuse the metadata: unknown architecture, missing key, wrong type
     *     or a value out of range
     */
    public static HyperParameters of(Model model) {
        return new HyperParameters(HyperParametersLoader.load(model));
    }

    /** Returns {@code general.architecture}. */
    public String architecture() {
        return architecture.ggufName();
    }

    /** Returns whether llama.cpp treats the model's architecture in this way. */
    public boolean has(ArchitectureTrait trait) {
        return architecture.has(trait);
    }

    /** Returns the layers. */
    public Layers layers() {
        return layers;
    }

    /** Returns the widths that are no layer's own. */
    public Widths widths() {
        return widths;
    }

    /** Returns the layers of the trunk, without the next-token-prediction layers behind them. */
    public int nLayer() {
        return layers.trunk();
    }

    /** Returns all layers ({@code block_count}). */
    public int nLayerAll() {
        return layers.all();
    }

    /** Returns the next-token-prediction layers at the end. */
    public int nLayerNextn() {
        return layers.nextToken();
    }

    /** Returns the width of the residual stream. */
    public int nEmbd() {
        return widths.stream();
    }

    /** Returns the width of an input embedding: the stream and one more per deepstack layer. */
    public int nEmbdInput() {
        return widths.stream() * (1 + nDeepstack());
    }

    /** Returns the context the model was trained on, in tokens. */
    public int nCtxTrain() {
        return widths.trainedContext();
    }

    /** Returns the rows of the token embedding; without one, the vocabulary size of the metadata. */
    public int nVocab() {
        return widths.vocabulary();
    }

    /** Returns how rows of tokens become one row of a text ({@code pooling_type}). */
    public Pooling pooling() {
        return pooling;
    }

    /** Returns whether attention is causal. */
    public boolean causal() {
        return causal;
    }

    /** Returns the query heads of a layer. */
    public int nHead(int il) {
        return heads.query().at(il);
    }

    /** Returns the key and value heads of a layer. */
    public int nHeadKv(int il) {
        return heads.keyValue().at(il);
    }

    /** Returns the width of the feed-forward network of a layer. */
    public int nFf(int il) {
        return dense.width().at(il);
    }

    /** Returns the key head size of full-attention layers. */
    public int headK() {
        return heads.full().key();
    }

    /** Returns the value head size of full-attention layers. */
    public int headV() {
        return heads.full().value();
    }

    /** Returns the key head size of a layer. */
    public int headKAt(int il) {
        return isSwa(il) ? heads.window().key() : heads.full().key();
    }

    /** Returns the value head size of a layer. */
    public int headVAt(int il) {
        return isSwa(il) ? heads.window().value() : heads.full().value();
    }

    /** Returns the elements of one cached key row of a layer. */
    public long kWidth(int il) {
        return (long) headKAt(il) * nHeadKv(il);
    }

    /** Returns the elements of one cached value row of a layer. */
    public long vWidth(int il) {
        return (long) headVAt(il) * nHeadKv(il);
    }

    /** Returns the widest value row of all layers. */
    public long vWidthMax() {
        return vWidthMax;
    }

    /** Returns the rotation of queries and keys. */
    public Rope rope() {
        return rope;
    }

    /** Returns compressed attention (MLA), cached as it is or decompressed; empty for ordinary attention. */
    public Optional<CompressedAttention> compressedAttention() {
        return compressedAttention;
    }

    /**
     * Returns compressed attention (MLA).
     *
     * @throws HyperParametersException if the metadata has no rank
     */
    public CompressedAttention requiredCompressedAttention() {
        return compressedAttention.orElseThrow(() -> absent("attention.kv_lora_rank"));
    }

    /** Returns whether the cache holds compressed rows, one per token and no values ({@code is_mla}). */
    public boolean isMla() {
        return compressedCache;
    }

    /** Returns the sliding window, for which the model keeps a second cache; empty if all layers see all tokens. */
    public Optional<Window> window() {
        return window;
    }

    /**
     * Returns the sliding window.
     *
     * @throws HyperParametersException if the metadata has none
     */
    public Window requiredWindow() {
        return window.orElseThrow(() -> absent("attention.sliding_window"));
    }

    /** Returns whether a layer has a sliding window ({@code is_swa}). */
    public boolean isSwa(int il) {
        return windowLayers.contains(il);
    }

    /** Returns the indexer of sparse attention; empty for attention to all cells. */
    public Optional<SparseIndexer> indexer() {
        return indexer;
    }

    /**
     * Returns the indexer of sparse attention.
     *
     * @throws HyperParametersException if the metadata has none
     */
    public SparseIndexer requiredIndexer() {
        return indexer.orElseThrow(() -> absent("attention.indexer.key_length"));
    }

    /** Returns the mixture of experts; empty for a dense model. */
    public Optional<RoutedExperts> experts() {
        return experts;
    }

    /**
     * Returns the mixture of experts.
     *
     * @throws HyperParametersException if the metadata has none
     */
    public RoutedExperts requiredExperts() {
        return experts.orElseThrow(() -> absent("expert_count"));
    }

    /** Returns the factors and limits of the graph. */
    public Scales scales() {
        return scales;
    }

    /** Returns the number of leading layers that have a cache of their own. */
    public int nLayerKv() {
        return layers.cached().orElse(layers.all());
    }

    /** Returns whether a layer has a cache of its own; if not, it reads the one of an earlier layer. */
    public boolean hasKv(int il) {
        return layers.hasCache(il);
    }

    /** Returns the leading layers without experts. */
    public int nDenseLead() {
        return dense.lead();
    }

    /** Returns what recurrent layers keep; empty if no layer can be recurrent. */
    public Optional<Recurrence> recurrence() {
        return recurrence;
    }

    /**
     * Returns what recurrent layers keep, of this kind.
     *
     * @throws HyperParametersException if it is of another kind, or there is none
     */
    public <T extends Recurrence> T recurrence(Class<T> kind) {
        return required(recurrence, kind);
    }

    /** Returns whether a layer is recurrent. */
    public boolean isRecr(int il) {
        return recurrentLayers.contains(il);
    }

    /** Returns the first build of llama.cpp of which it is known that it loads the architecture; 0 for those of b11434 and before. */
    public int firstBuild() {
        return architecture.firstBuild();
    }

    /** Returns whether the graphs of the model are of this variant. */
    public boolean has(GraphVariant variant) {
        return variants.contains(variant);
    }

    /**
     * Returns the residual stream, of this kind.
     *
     * @throws HyperParametersException if it is of another kind, or a plain one
     */
    public <T extends ResidualStream> T stream(Class<T> kind) {
        return required(stream, kind);
    }

    /** Returns the deepstack inputs, each as wide as the residual stream. */
    public int nDeepstack() {
        return deepstack.map(Deepstack::inputs).orElse(0);
    }

    /** Returns the deepstack input that a layer adds (granite). */
    public OptionalInt deepstackAt(int il) {
        return deepstack.map(d -> d.byLayer().at(il)).orElse(OptionalInt.empty());
    }

    /** Returns how many tokens a compressed row of a layer stands for; empty without compression. */
    public OptionalInt compressRatio(int il) {
        return compressRatios.at(il);
    }

    /** Returns the history of hashed n-grams that some layers keep; empty if none does. */
    public Optional<HashedNGrams> hashedNGrams() {
        return hashedNGrams;
    }

    /** Returns how layers run several times; empty if each runs once. */
    public Optional<LayerReuse> reuse() {
        return layers.reuse();
    }

    /**
     * Returns how layers run several times, of this kind.
     *
     * @throws HyperParametersException if it is of another kind, or there is none
     */
    public <T extends LayerReuse> T reuse(Class<T> kind) {
        return required(layers.reuse(), kind);
    }

    /** Returns the layer whose weights a layer uses: itself, but for models that run their layers several times. */
    public int weightLayer(int il) {
        return layers.reuse().isPresent() ? layers.reuse().get().weightLayer(il) : il;
    }

    private HyperParametersException absent(String key) {
        return new HyperParametersException("key not found in model: " + architecture() + "." + key);
    }

    private <T> T required(Optional<? super T> present, Class<T> kind) {
        if (present.isPresent() && kind.isInstance(present.get())) {
            return kind.cast(present.get());
        }
        throw new HyperParametersException(
                "a model of architecture " + architecture() + " needs the keys of its " + kind.getSimpleName());
    }
}
