package dev.llmfit.sizing;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.units.Amount;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of a llama.cpp launch that change memory or speed, named as in llama.cpp. Immutable; start from
 * {@link #defaults()} and use the {@code with} methods.
 *
 * @param nGpuLayers {@code -ngl}; -1 means all layers
 * @param nCtx {@code -c} in tokens; 0 means the trained context
 * @param nBatch {@code -b} in tokens
 * @param nUbatch {@code -ub} in tokens; 0 means {@code nBatch}
 * @param nParallel {@code -np} sequences
 * @param kvUnified {@code --kv-unified}
 * @param nOutputsMax rows of logits; 0 means {@code nBatch} (llama-cli, llama-bench), llama-server uses {@code nParallel}
 * @param flashAttn {@code -fa}
 * @param typeK {@code -ctk}
 * @param typeV {@code -ctv}
 * @param tensorSplit {@code -ts}; empty means by free memory
 * @param splitMode {@code -sm}
 * @param mainGpu {@code -mg}, used with split mode {@code NONE}
 * @param nCpuMoe {@code -ncmoe} layers; {@link Integer#MAX_VALUE} is {@code -cmoe}
 * @param moeCacheMib {@code --moe-cache-mib}: MiB on devices for copies of experts that lie on the host
 * @param overrideTensor {@code -ot} in llama.cpp's syntax, {@code regex=buffer type}
 * @param swaFull {@code --swa-full}
 * @param noKvOffload {@code -nkvo}
 * @param opOffload false for {@code --no-op-offload}
 * @param loadMtp whether next-token-prediction layers are loaded ({@code --spec-type draft-mtp})
 * @param nDraft draft tokens whose recurrent states can be rolled back; 0 without speculation
 * @param embeddings {@code --embeddings}, {@code --reranking}: every row of a batch is an output, and the rows are pooled to one
 *     of a text
 * @param pooling {@code --pooling}; absent means what the file says
 * @param serverCaches {@code --cache-ram}, {@code --ctx-checkpoints}: what llama-server may keep after its start
 */
public record LaunchOptions(
        int nGpuLayers,
        int nCtx,
        int nBatch,
        int nUbatch,
        int nParallel,
        boolean kvUnified,
        int nOutputsMax,
        FlashAttn flashAttn,
        GgmlType typeK,
        GgmlType typeV,
        List<Double> tensorSplit,
        SplitMode splitMode,
        int mainGpu,
        int nCpuMoe,
        int moeCacheMib,
        List<String> overrideTensor,
        boolean swaFull,
        boolean noKvOffload,
        boolean opOffload,
        boolean loadMtp,
        int nDraft,
        boolean embeddings,
        Optional<Pooling> pooling,
        ServerCaches serverCaches) {
    /** Most slots that llama.cpp has ({@code LLAMA_MAX_SEQ} in {@code src/llama-cparams.h}). */
    public static final int MAX_PARALLEL = 256;

    /** {@code -fa}. */
    public enum FlashAttn {
        ON,
        OFF,
        AUTO
    }

    /** {@code -sm}. */
    public enum SplitMode {
        NONE,
        LAYER,
        ROW,
        /** Every GPU has a part of every tensor. */
        TENSOR
    }

    public LaunchOptions {
        Amount.count(nCtx, "n_ctx");
        Amount.count(nBatch, "n_batch");
        Amount.count(nUbatch, "n_ubatch");
        Amount.count(nParallel, "n_parallel");
        Amount.count(nOutputsMax, "n_outputs_max");
        Amount.count(nCpuMoe, "n_cpu_moe");
        Amount.count(moeCacheMib, "moe_cache_mib");
        Amount.count(nDraft, "n_rs_seq");
        for (double share : tensorSplit) {
            Amount.rate(share, "a share of tensor_split");
        }
        tensorSplit = List.copyOf(tensorSplit);
        overrideTensor = List.copyOf(overrideTensor);
    }

    // Options are keys of the search's memory. Equality is written out because an AOT cache does not keep the method
    // handles that a
    // record's own is made of: 50 ms at every start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LaunchOptions o
                && nGpuLayers == o.nGpuLayers
                && nCtx == o.nCtx
                && nBatch == o.nBatch
                && nUbatch == o.nUbatch
                && nParallel == o.nParallel
                && kvUnified == o.kvUnified
                && nOutputsMax == o.nOutputsMax
                && flashAttn == o.flashAttn
                && typeK == o.typeK
                && typeV == o.typeV
                && tensorSplit.equals(o.tensorSplit)
                && splitMode == o.splitMode
                && mainGpu == o.mainGpu
                && nCpuMoe == o.nCpuMoe
                && moeCacheMib == o.moeCacheMib
                && overrideTensor.equals(o.overrideTensor)
                && swaFull == o.swaFull
                && noKvOffload == o.noKvOffload
                && opOffload == o.opOffload
                && loadMtp == o.loadMtp
                && nDraft == o.nDraft
                && embeddings == o.embeddings
                && pooling.equals(o.pooling)
                && serverCaches.equals(o.serverCaches);
    }

    /** Hashes what a search varies; options that differ elsewhere may collide. */
    @Override
    public int hashCode() {
        int hash = nGpuLayers;
        hash = 31 * hash + nCtx;
        hash = 31 * hash + nUbatch;
        hash = 31 * hash + nParallel;
        hash = 31 * hash + nCpuMoe;
        hash = 31 * hash + typeK.id();
        hash = 31 * hash + typeV.id();
        hash = 31 * hash + flashAttn.name().hashCode();
        hash = 31 * hash + tensorSplit.hashCode();
        return 31 * hash + overrideTensor.hashCode();
    }

    /** Returns the defaults of libllama b11434: all layers, trained context, 2048/512, one sequence, F16 cache. */
    public static LaunchOptions defaults() {
        return new Draft().finished();
    }

    private LaunchOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** Returns a copy with this nGpuLayers. */
    public LaunchOptions withNGpuLayers(int value) {
        return with(d -> d.nGpuLayers = value);
    }

    /** Returns a copy with this nCtx. */
    public LaunchOptions withNCtx(int value) {
        return with(d -> d.nCtx = value);
    }

    /** Returns a copy with this nBatch. */
    public LaunchOptions withNBatch(int value) {
        return with(d -> d.nBatch = value);
    }

    /** Returns a copy with this nUbatch. */
    public LaunchOptions withNUbatch(int value) {
        return with(d -> d.nUbatch = value);
    }

    /** Returns a copy with this nParallel. */
    public LaunchOptions withNParallel(int value) {
        return with(d -> d.nParallel = value);
    }

    /** Returns a copy with this kvUnified. */
    public LaunchOptions withKvUnified(boolean value) {
        return with(d -> d.kvUnified = value);
    }

    /** Returns a copy with this nOutputsMax. */
    public LaunchOptions withNOutputsMax(int value) {
        return with(d -> d.nOutputsMax = value);
    }

    /** Returns a copy with this flashAttn. */
    public LaunchOptions withFlashAttn(FlashAttn value) {
        return with(d -> d.flashAttn = value);
    }

    /** Returns a copy with this typeK. */
    public LaunchOptions withTypeK(GgmlType value) {
        return with(d -> d.typeK = value);
    }

    /** Returns a copy with this typeV. */
    public LaunchOptions withTypeV(GgmlType value) {
        return with(d -> d.typeV = value);
    }

    /** Returns a copy with this tensorSplit. */
    public LaunchOptions withTensorSplit(List<Double> value) {
        return with(d -> d.tensorSplit = value);
    }

    /** Returns a copy with this splitMode. */
    public LaunchOptions withSplitMode(SplitMode value) {
        return with(d -> d.splitMode = value);
    }

    /** Returns a copy with this mainGpu. */
    public LaunchOptions withMainGpu(int value) {
        return with(d -> d.mainGpu = value);
    }

    /** Returns a copy with this nCpuMoe. */
    public LaunchOptions withNCpuMoe(int value) {
        return with(d -> d.nCpuMoe = value);
    }

    /** Returns a copy with this moeCacheMib. */
    public LaunchOptions withMoeCacheMib(int value) {
        return with(d -> d.moeCacheMib = value);
    }

    /** Returns a copy with this overrideTensor. */
    public LaunchOptions withOverrideTensor(List<String> value) {
        return with(d -> d.overrideTensor = value);
    }

    /** Returns a copy with this swaFull. */
    public LaunchOptions withSwaFull(boolean value) {
        return with(d -> d.swaFull = value);
    }

    /** Returns a copy with this noKvOffload. */
    public LaunchOptions withNoKvOffload(boolean value) {
        return with(d -> d.noKvOffload = value);
    }

    /** Returns a copy with this opOffload. */
    public LaunchOptions withOpOffload(boolean value) {
        return with(d -> d.opOffload = value);
    }

    /** Returns a copy with this loadMtp. */
    public LaunchOptions withLoadMtp(boolean value) {
        return with(d -> d.loadMtp = value);
    }

    /** Returns a copy with this nDraft. */
    public LaunchOptions withNDraft(int value) {
        return with(d -> d.nDraft = value);
    }

    /** Returns a copy with this embeddings. */
    public LaunchOptions withEmbeddings(boolean value) {
        return with(d -> d.embeddings = value);
    }

    /** Returns a copy with this pooling. */
    public LaunchOptions withPooling(Pooling value) {
        return with(d -> d.pooling = Optional.of(value));
    }

    /** Returns a copy with this serverCaches. */
    public LaunchOptions withServerCaches(ServerCaches value) {
        return with(d -> d.serverCaches = value);
    }

    /**
     * Returns whether llama-server returns a row for every token of a batch: it makes embeddings, or its rows are pooled
     * ({@code server_output_limits} in {@code tools/server/server-context.cpp}).
     */
    public boolean everyRowIsOutput() {
        return embeddings || (pooling.isPresent() && pooling.get() != Pooling.NONE);
    }

    /** Options being changed. */
    private static final class Draft {
        private int nGpuLayers = -1;
        private int nCtx;
        private int nBatch = 2048;
        private int nUbatch = 512;
        private int nParallel = 1;
        private boolean kvUnified;
        private int nOutputsMax;
        private FlashAttn flashAttn = FlashAttn.AUTO;
        private GgmlType typeK = GgmlType.F16;
        private GgmlType typeV = GgmlType.F16;
        private List<Double> tensorSplit = List.of();
        private SplitMode splitMode = SplitMode.LAYER;
        private int mainGpu;
        private int nCpuMoe;
        private int moeCacheMib;
        private List<String> overrideTensor = List.of();
        private boolean swaFull;
        private boolean noKvOffload;
        private boolean opOffload = true;
        private boolean loadMtp;
        private int nDraft;
        private boolean embeddings;
        private Optional<Pooling> pooling = Optional.empty();
        private ServerCaches serverCaches = ServerCaches.DEFAULT;

        Draft() {}

        Draft(LaunchOptions o) {
            nGpuLayers = o.nGpuLayers;
            nCtx = o.nCtx;
            nBatch = o.nBatch;
            nUbatch = o.nUbatch;
            nParallel = o.nParallel;
            kvUnified = o.kvUnified;
            nOutputsMax = o.nOutputsMax;
            flashAttn = o.flashAttn;
            typeK = o.typeK;
            typeV = o.typeV;
            tensorSplit = o.tensorSplit;
            splitMode = o.splitMode;
            mainGpu = o.mainGpu;
            nCpuMoe = o.nCpuMoe;
            moeCacheMib = o.moeCacheMib;
            overrideTensor = o.overrideTensor;
            swaFull = o.swaFull;
            noKvOffload = o.noKvOffload;
            opOffload = o.opOffload;
            loadMtp = o.loadMtp;
            nDraft = o.nDraft;
            embeddings = o.embeddings;
            pooling = o.pooling;
            serverCaches = o.serverCaches;
        }

        LaunchOptions finished() {
            return new LaunchOptions(
                    nGpuLayers,
                    nCtx,
                    nBatch,
                    nUbatch,
                    nParallel,
                    kvUnified,
                    nOutputsMax,
                    flashAttn,
                    typeK,
                    typeV,
                    tensorSplit,
                    splitMode,
                    mainGpu,
                    nCpuMoe,
                    moeCacheMib,
                    overrideTensor,
                    swaFull,
                    noKvOffload,
                    opOffload,
                    loadMtp,
                    nDraft,
                    embeddings,
                    pooling,
                    serverCaches);
        }
    }
}
