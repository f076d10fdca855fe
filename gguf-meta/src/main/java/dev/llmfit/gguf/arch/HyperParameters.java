package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The hyper-parameters of a model with llama.cpp's defaults for its architecture. Immutable; layers count from 0.
 *
 * <p>Source: {@code llama_hparams} ({@code src/llama-hparams.h}), {@code llama_model_base::load_hparams}
 * ({@code src/llama-model.cpp}) and {@code load_arch_hparams} in {@code src/models} of llama.cpp b11434.
 */
public final class HyperParameters {
    /** The most layers llama.cpp accepts ({@code LLAMA_MAX_LAYERS}). */
    public static final int MAX_LAYERS = 512;

    private final HyperParametersValues v;
    private final long vWidthMax;
    private final Rope rope;
    private final Optional<Window> window;
    private final LayerSet windowLayers;
    private final Optional<CompressedAttention> compressedAttention;
    private final boolean compressedCache;
    private final Optional<SparseIndexer> indexer;
    private final Scales scales;
    private final Optional<RoutedExperts> experts;
    private final Optional<Recurrence> recurrence;
    private final Optional<LayerReuse> reuse;

    private HyperParameters(HyperParametersValues values) {
        this.v = values;
        this.windowLayers = LayerSet.of(values.swa);
        this.window = values.windowKind.map(kind -> new Window(kind, values.nSwa, windowLayers));
        this.compressedCache = values.headKMla != 0 && values.headVMla != 0;
        this.compressedAttention = CompressedAttention.of(values);
        this.indexer = SparseIndexer.of(values);
        this.experts = RoutedExperts.of(values);
        this.recurrence = Recurrence.of(values);
        this.scales = Scales.of(values);
        this.reuse = LayerReuse.of(values);
        long widest = 0;
        for (int il = 0; il < values.nLayerAll; il++) {
            widest = Math.max(widest, vWidth(il));
        }
        this.vWidthMax = widest;
        this.rope = Rope.of(values);
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
        return v.architecture.ggufName();
    }

    /** Returns whether llama.cpp treats the model's architecture in this way. */
    public boolean has(ArchitectureTrait trait) {
        return v.architecture.has(trait);
    }

    /** Returns the layers of the trunk, without the next-token-prediction layers behind them. */
    public int nLayer() {
        return v.nLayer();
    }

    /** Returns all layers ({@code block_count}). */
    public int nLayerAll() {
        return v.nLayerAll;
    }

    /** Returns the next-token-prediction layers at the end. */
    public int nLayerNextn() {
        return v.nLayerNextn;
    }

    /** Returns the width of the residual stream. */
    public int nEmbd() {
        return v.nEmbd;
    }

    /** Returns the width of an input embedding: the stream and one more per deepstack layer. */
    public int nEmbdInput() {
        return v.nEmbdInput > 0 ? v.nEmbdInput : v.nEmbd * (1 + v.nDeepstack);
    }

    /** Returns the context the model was trained on, in tokens. */
    public int nCtxTrain() {
        return v.nCtxTrain;
    }

    /** Returns the rows of the token embedding; without one, the vocabulary size of the metadata. */
    public int nVocab() {
        return v.nVocab;
    }

    /** Returns how rows of tokens become one row of a text ({@code pooling_type}). */
    public Pooling pooling() {
        return v.pooling;
    }

    /** Returns whether attention is causal. */
    public boolean causal() {
        return v.causal;
    }

    /** Returns the query heads of a layer. */
    public int nHead(int il) {
        return v.head[il];
    }

    /** Returns the key and value heads of a layer. */
    public int nHeadKv(int il) {
        return v.headKv[il];
    }

    /** Returns the width of the feed-forward network of a layer. */
    public int nFf(int il) {
        return v.ff[il];
    }

    /** Returns the key head size of full-attention layers. */
    public int headK() {
        return v.headK;
    }

    /** Returns the value head size of full-attention layers. */
    public int headV() {
        return v.headV;
    }

    /** Returns the key head size of a layer. */
    public int headKAt(int il) {
        return isSwa(il) ? v.headKSwa : v.headK;
    }

    /** Returns the value head size of a layer. */
    public int headVAt(int il) {
        return isSwa(il) ? v.headVSwa : v.headV;
    }

    /** Returns the elements of one cached key row of a layer. */
    public long kWidth(int il) {
        return (long) headKAt(il) * v.headKv[il];
    }

    /** Returns the elements of one cached value row of a layer. */
    public long vWidth(int il) {
        return (long) headVAt(il) * v.headKv[il];
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
        return v.nLayerKvFromStart >= 0 ? v.nLayerKvFromStart : v.nLayerAll;
    }

    /** Returns whether a layer has a cache of its own; if not, it reads the one of an earlier layer. */
    public boolean hasKv(int il) {
        return il < nLayerKv();
    }

    /** Returns the leading layers without experts. */
    public int nDenseLead() {
        return v.nDenseLead;
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
        return v.recurrent[il] != 0;
    }

    /** Returns whether norms use mean and variance, in architectures that may use either (cohere2moe). */
    public boolean usesLayerNorm() {
        return v.layerNorm;
    }

    /** Returns whether attention scores are soft capped. */
    public boolean attnSoftcap() {
        return v.attnSoftcap;
    }

    /** Returns whether queries and keys are normed without weights (llama4). */
    public boolean kqNorm() {
        return v.kqNorm;
    }

    /** Returns whether attention and feed-forward run side by side (gptneox). */
    public boolean parallelResidual() {
        return v.parallelResidual;
    }

    /** Returns whether the residual stream starts behind the norm of the hidden state (eagle3). */
    public boolean normedResidual() {
        return v.normedResidual;
    }

    /** Returns whether norms follow the branches (chameleon). */
    public boolean swinNorm() {
        return v.swinNorm;
    }

    /** Returns the width of the per-layer input embedding; 0 without one. */
    public int embdPerLayer() {
        return v.embdPerLayer;
    }

    /** Returns the deepstack inputs. */
    public int nDeepstack() {
        return v.nDeepstack;
    }

    /** Returns the deepstack input that a layer adds (granite). */
    public OptionalInt deepstackAt(int il) {
        return v.deepstack[il] < 0 ? OptionalInt.empty() : OptionalInt.of(v.deepstack[il]);
    }

    /** Returns the alternating-update streams (gemma3n). */
    public int nAltup() {
        return v.nAltup;
    }

    /** Returns the layers of the decoder of an encoder-decoder model. */
    public int decoderLayers() {
        return v.decoderLayers;
    }

    /** Returns how many tokens a compressed row of a layer stands for; 0 without compression. */
    public int compressRatio(int il) {
        return v.compressRatio[il];
    }

    /** Returns the elements of a layer's history of hashed n-grams ({@code ple_conv_state}); 0 without. */
    public long perLayerHashState(int il) {
        return v.perLayerHash[il] != 0 ? v.perLayerHashState : 0;
    }

    /** Returns how layers run several times; empty if each runs once. */
    public Optional<LayerReuse> reuse() {
        return reuse;
    }

    /**
     * Returns how layers run several times, of this kind.
     *
     * @throws HyperParametersException if it is of another kind, or there is none
     */
    public <T extends LayerReuse> T reuse(Class<T> kind) {
        return required(reuse, kind);
    }

    /** Returns the layer whose weights a layer uses: itself, but for models that run their layers several times. */
    public int weightLayer(int il) {
        return reuse.isPresent() ? reuse.get().weightLayer(il) : il;
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
