package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.KV_RANK;
import static dev.llmfit.gguf.arch.ArchitectureKeys.PATTERN;
import static dev.llmfit.gguf.arch.ArchitectureKeys.Q_RANK;
import static dev.llmfit.gguf.arch.ArchitectureKeys.WINDOW;

import dev.llmfit.gguf.arch.Window.Kind;
import java.util.Arrays;
import java.util.Optional;

/** Compressed attention (MLA), with or without a sparse-attention indexer. */
final class LatentAttentionKeys {
    private LatentAttentionKeys() {}

    static void deepSeek2(ArchitectureKeys k) {
        int layers = k.v.nLayer();
        boolean lite = layers == 27 || layers == 26 || (layers == 48 && k.v.nVocab == 128256);
        k.denseLead();
        if (!lite) {
            k.keys.integer(Q_RANK);
        }
        k.mla(false);
        k.sharedExperts();
        boolean glmLite = (layers == 47 || layers == 48) && k.v.nVocab == 154880;
        k.gating(glmLite ? Gating.SIGMOID : Gating.SOFTMAX);
        k.v.attnTempScale = k.keys.real("attention.temperature_scale", 0);
    }

    static void deepSeek32(ArchitectureKeys k) {
        sparse(k);
        k.gating();
        Arrays.fill(k.v.indexerFull, 1);
    }

    static void glmDsa(ArchitectureKeys k) {
        sparse(k);
        k.gating(Gating.SIGMOID);
        indexerTypes(k);
    }

    static void hunyuan4(ArchitectureKeys k) {
        k.denseLead();
        k.keys.integer(Q_RANK);
        k.mla(true);
        k.sharedExperts();
        k.gating();
        k.keys.integer("hyper_connection.count");
        k.v.indexerHeads = k.keys.integer("attention.indexer.head_count", 0);
        k.v.indexerHead = k.keys.integer("attention.indexer.key_length", 0);
        k.v.indexerTopK = k.keys.integer("attention.indexer.top_k", 0);
        k.keys.perLayer("attention.indexer.types", k.v.indexerFull, k.v.nLayer());
        if (k.v.indexerTopK == 0) {
            Arrays.fill(k.v.indexerFull, 0); // a checkpoint with full attention
        }
    }

    static void miniCpm3(ArchitectureKeys k) {
        k.keys.integer(Q_RANK);
        k.v.loraKv = k.keys.integer(KV_RANK);
    }

    static void plm(ArchitectureKeys k) {
        k.v.loraKv = k.keys.integer(KV_RANK);
    }

    static void dots3Note(ArchitectureKeys k) {
        k.sharedExperts();
        k.denseLead();
        k.gating();
        k.keys.integer(Q_RANK);
        k.mla(true);
        k.v.windowKind = Optional.of(Kind.STANDARD);
        k.v.nSwa = k.keys.integer(WINDOW);
        k.keys.requiredArray(PATTERN, k.v.swa);
        k.indexer();
        k.keys.requiredArray("attention.indexer.types", k.v.indexerFull);
    }

    private static void sparse(ArchitectureKeys k) {
        k.sections(false);
        k.denseLead();
        k.keys.integer(Q_RANK);
        k.mla(false);
        k.sharedExperts();
        k.indexer();
    }

    /** GLM-5.2 and later share an indexer's choice among four layers; earlier ones have one in each layer. */
    private static void indexerTypes(ArchitectureKeys k) {
        boolean before52 = k.v.nCtxTrain < 1_048_576;
        for (int il = 0; il < k.v.nLayerAll; il++) {
            k.v.indexerFull[il] = before52 || il < 2 || (il < 78 && il % 4 == 2) ? 1 : 0;
        }
        k.keys.perLayer("attention.indexer.types", k.v.indexerFull, k.v.nLayer());
    }
}
