package dev.llmfit.sizing.launch;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;

/**
 * Launch options as llama.cpp resolves them for a context.
 *
 * <p>Source: {@code llama_context::llama_context} ({@code src/llama-context.cpp}) and {@code llama_init_from_model}.
 */
public final class EffectiveLaunch {
    /** Contexts are rounded up to this many cells ({@code GGML_PAD(n_ctx, 256)} in {@code llama_context}). */
    public static final int CELLS_PAD = 256;

    /** Cells are counted in 32 bits. */
    private static final int MOST_CELLS = Integer.MAX_VALUE;

    private final LaunchOptions options;
    private final EngineBuild build;
    private final int sequences;
    private final int snapshots;
    private final int nBatch;
    private final int nUbatch;
    private final int nOutputsMax;
    private final int nCtx;
    private final int nCtxSeq;
    private final FlashAttn flashAttn;
    private final int nGpuLayers;
    private final boolean fullOffload;
    private final boolean pipeline;

    /**
     * Resolves options for a model on a number of devices.
     *
     * @throws LaunchRefusedException if llama.cpp would not start with them
     */
    public EffectiveLaunch(HyperParameters hp, LaunchOptions options, int devices, EngineBuild build) {
        requireKnown(hp, build);
        this.options = options;
        this.build = build;
        this.sequences = Math.max(1, options.nParallel());
        if (sequences > LaunchOptions.MAX_PARALLEL) {
            throw new LaunchRefusedException(
                    "n_seq_max must be <= " + LaunchOptions.MAX_PARALLEL + ", but n_parallel is " + sequences);
        }
        this.snapshots = hp.has(ArchitectureTrait.STATE_SNAPSHOTS) ? 1 + options.nDraft() : 1;
        int asked = options.nCtx() > 0 ? options.nCtx() : hp.nCtxTrain();
        int logical = options.embeddings() ? computedAtOnce(options) : options.nBatch();
        this.nBatch = hp.causal() ? Math.min(asked, logical) : logical;
        this.nUbatch = Math.min(nBatch, options.nUbatch() > 0 ? options.nUbatch() : nBatch);
        // models with an encoder return a row for every token ("llama_model_has_encoder")
        boolean encodes = hp.has(ArchitectureTrait.ENCODES);
        boolean limited = options.nOutputsMax() > 0
                && build.has(EngineSwitch.LIMITS_OUTPUT_ROWS)
                && !encodes
                && !options.everyRowIsOutput();
        this.nOutputsMax = limited ? options.nOutputsMax() : nBatch;
        if (asked > MOST_CELLS - CELLS_PAD * (sequences + 1)) {
            throw new LaunchRefusedException(
                    "a context of " + asked + " tokens over " + sequences + " slots is more than llama.cpp can count");
        }
        int padded = padded(asked);
        if (options.kvUnified()) {
            this.nCtxSeq = padded;
            this.nCtx = padded;
        } else {
            this.nCtxSeq = padded(padded / sequences);
            this.nCtx = Math.multiplyExact(nCtxSeq, sequences);
        }
        // A quantized V cache needs flash attention, so nothing is left to probe.
        boolean settled = options.flashAttn() == FlashAttn.AUTO
                && options.typeV().isQuantized()
                && build.has(EngineSwitch.SETTLES_QUANTIZED_VALUES);
        // grok is refused fused attention ("flash_attn is not compatible with Grok")
        FlashAttn wanted = hp.has(ArchitectureTrait.NO_FLASH_ATTENTION) ? FlashAttn.OFF : options.flashAttn();
        boolean divided = options.splitMode() == SplitMode.TENSOR && devices > 0;
        this.flashAttn = (settled || divided) && wanted == FlashAttn.AUTO ? FlashAttn.ON : wanted;
        this.nGpuLayers = options.nGpuLayers() < 0 ? hp.nLayerAll() + 1 : options.nGpuLayers();
        this.fullOffload = nGpuLayers > hp.nLayerAll();
        this.pipeline = devices > 1
                && fullOffload
                && options.splitMode() == SplitMode.LAYER
                && !options.noKvOffload()
                && options.nCpuMoe() == 0
                && options.moeCacheMib() == 0
                && options.overrideTensor().isEmpty();
        LaunchRules.check(hp, this);
    }

    /** Refuses what an older build does not load ("unknown model architecture"). */
    private static void requireKnown(HyperParameters hp, EngineBuild build) {
        if (hp.firstBuild() > build.number()) {
            throw new LaunchRefusedException("unknown model architecture: '" + hp.architecture() + "'; llama.cpp "
                    + build.name() + " is too old for it, " + new EngineBuild(hp.firstBuild()).name() + " loads it");
        }
    }

    /** A server of embeddings lowers its batch to what is computed at once ({@code tools/server/server.cpp}). */
    private static int computedAtOnce(LaunchOptions options) {
        return options.nUbatch() > 0 ? Math.min(options.nBatch(), options.nUbatch()) : options.nBatch();
    }

    private static int padded(int cells) {
        return Math.multiplyExact(Math.ceilDiv(cells, CELLS_PAD), CELLS_PAD);
    }

    /** Returns the options as given. */
    public LaunchOptions options() {
        return options;
    }

    /** Returns the modelled build. */
    public EngineBuild build() {
        return build;
    }

    /** Returns the sequences. */
    public int sequences() {
        return sequences;
    }

    /** Returns the states kept of each sequence: one, and one per draft token where the model can roll back. */
    public int snapshots() {
        return snapshots;
    }

    /** Returns the separate streams of a cache: one if all sequences share it. */
    public int streams() {
        return options.kvUnified() ? 1 : sequences;
    }

    /** Returns the logical batch in tokens. */
    public int nBatch() {
        return nBatch;
    }

    /** Returns the physical batch in tokens. */
    public int nUbatch() {
        return nUbatch;
    }

    /** Returns the rows of logits. */
    public int nOutputsMax() {
        return nOutputsMax;
    }

    /** Returns the cells over all sequences. */
    public int nCtx() {
        return nCtx;
    }

    /** Returns the cells of one sequence. */
    public int nCtxSeq() {
        return nCtxSeq;
    }

    /** Returns the key type of the cache. */
    public GgmlType typeK() {
        return options.typeK();
    }

    /** Returns the value type of the cache. */
    public GgmlType typeV() {
        return options.typeV();
    }

    /** Returns flash attention as far as it is settled before a graph is seen. */
    public FlashAttn flashAttn() {
        return flashAttn;
    }

    /** Returns whether values are cached one column per cell, the layout without flash attention. */
    public boolean transposesValues() {
        return flashAttn == FlashAttn.OFF;
    }

    /** Returns whether the cache lies with its layer rather than on the host. */
    public boolean offloadsKv() {
        return !options.noKvOffload();
    }

    /** Returns the layers put on devices, the output layer counted last; never negative. */
    public int nGpuLayers() {
        return nGpuLayers;
    }

    /** Returns whether all layers and the output lie on devices. */
    public boolean isFullOffload() {
        return fullOffload;
    }

    /** Returns whether devices work on several batches at once; inputs and copies then exist four times. */
    public boolean isPipelined() {
        return pipeline;
    }
}
