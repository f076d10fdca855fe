package dev.llmfit.gguf.arch;

import java.util.Arrays;
import java.util.Optional;

/**
 * The values behind {@link HyperParameters} while they are read; not changed afterwards. The names follow the fields of
 * {@code llama_hparams} ({@code src/llama-hparams.h}), the defaults are the ones there.
 */
final class HyperParametersValues {
    final Architecture architecture;
    int nLayerAll;
    int nLayerNextn;
    int nEmbd;
    int nEmbdInput;
    int nCtxTrain;
    int nVocab;
    boolean causal = true;
    Pooling pooling = Pooling.NONE;

    int[] head = {};
    int[] headKv = {};
    int[] ff = {};
    int[] ffExpert = {};
    int[] expertUsed = {};
    int[] swa = {};
    int[] recurrent = {};
    int[] indexerFull = {};
    int[] rope = {};
    int[] deepstack = {};
    final int[] ropeSections = new int[4];

    int headK;
    int headV;
    int headKSwa;
    int headVSwa;
    int nRot;
    int headKMla;
    int headVMla;
    int loraKv;
    int ropeOrigCtx;

    Optional<Window.Kind> windowKind = Optional.empty();
    int nSwa;
    /** Number of leading layers with a cache of their own; negative: all. */
    int nLayerKvFromStart = -1;

    int nExpert;
    int nExpertGroups;
    int nGroupUsed;
    int nDenseLead;
    int moeEvery;
    int groupExperts;
    double expertWeightsScale;
    boolean expertWeightsNorm;
    Optional<Gating> gating = Optional.empty();

    int ssmConv;
    int ssmInner;
    int ssmState;
    int ssmHeads;
    int ssmGroups;
    boolean ssmNormed;
    int headKda;
    int headLinear;
    int shortConv;
    int wkvHead;
    int tokenShift = 2;
    int rescaleEvery;

    double logitScale;
    double residualScale;
    double embeddingScale;
    double attentionValueScale;
    double clampKqv;
    double finalSoftcap = 30;
    double attnTempScale;
    boolean attnSoftcap;
    boolean layerNorm;
    boolean kqNorm;
    boolean parallelResidual;
    boolean normedResidual;
    boolean swinNorm;
    int noRopeStep = 4;

    int embdPerLayer;
    int nDeepstack;
    int nAltup = 4;
    int decoderLayers;

    int indexerHeads;
    int indexerHead;
    int indexerTopK;
    /** Rows of the head size that one cached token of the indexer takes ({@code indexer_kpool_row}). */
    int indexerSlots = 1;

    boolean indexerValues;
    int[] compressRatio = {};
    int[] perLayerHash = {};
    long perLayerHashState;

    int loops;
    boolean normsAfterLoop = true;
    int hrmLayersPerStack;
    int hrmHCycles;
    int hrmLCycles;

    HyperParametersValues(Architecture architecture) {
        this.architecture = architecture;
    }

    int nLayer() {
        return nLayerAll - nLayerNextn;
    }

    /** Makes all layers of the pattern sliding-window layers ({@code set_swa_pattern}). */
    void swaPattern(int period, boolean denseFirst) {
        for (int il = 0; il < nLayerAll; il++) {
            boolean inPattern = period == 0 || (denseFirst ? il % period != 0 : il % period < period - 1);
            swa[il] = il < nLayer() && inPattern ? 1 : 0;
        }
    }

    /** Marks layers without KV heads as recurrent, among the first {@code layers}. */
    void recurrentWithoutKvHeads(int layers) {
        for (int il = 0; il < layers; il++) {
            recurrent[il] = headKv[il] == 0 ? 1 : 0;
        }
    }

    void allocateLayers() {
        head = new int[nLayerAll];
        headKv = new int[nLayerAll];
        ff = new int[nLayerAll];
        ffExpert = new int[nLayerAll];
        expertUsed = new int[nLayerAll];
        swa = new int[nLayerAll];
        recurrent = new int[nLayerAll];
        indexerFull = new int[nLayerAll];
        compressRatio = new int[nLayerAll];
        perLayerHash = new int[nLayerAll];
        rope = new int[nLayerAll];
        deepstack = new int[nLayerAll];
        Arrays.fill(rope, 1);
        Arrays.fill(deepstack, -1);
    }

    /** Appends layers after the last one by repeating layer {@code from(il)} of the existing ones. */
    void resizeLayers(int layers) {
        int old = nLayerAll;
        nLayerAll = layers;
        head = repeated(head, old, layers);
        headKv = repeated(headKv, old, layers);
        ff = repeated(ff, old, layers);
        ffExpert = repeated(ffExpert, old, layers);
        expertUsed = repeated(expertUsed, old, layers);
        swa = repeated(swa, old, layers);
        recurrent = repeated(recurrent, old, layers);
        indexerFull = repeated(indexerFull, old, layers);
        compressRatio = repeated(compressRatio, old, layers);
        perLayerHash = repeated(perLayerHash, old, layers);
        rope = repeated(rope, old, layers);
        deepstack = repeated(deepstack, old, layers);
    }

    private static int[] repeated(int[] values, int old, int layers) {
        int[] longer = Arrays.copyOf(values, layers);
        for (int il = old; il < layers; il++) {
            longer[il] = values[il % old];
        }
        return longer;
    }
}
