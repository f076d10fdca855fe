package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.KV_RANK;
import static dev.llmfit.gguf.arch.ArchitectureKeys.Q_RANK;

/** Compressed attention (MLA), with or without a sparse-attention indexer. */
final class LatentAttentionKeys {
    private static final String INDEXER_TYPES = "attention.indexer.types";

    private LatentAttentionKeys() {}

    static void deepSeek2(ArchitectureKeys k) {
        int layers = k.trunk();
        int vocabulary = k.draft.widths().vocabulary();
        boolean lite = layers == 27 || layers == 26 || (layers == 48 && vocabulary == 128256);
        k.denseLead();
        if (!lite) {
            k.keys.integer(Q_RANK);
        }
        k.mla(false);
        k.sharedExperts();
        boolean glmLite = (layers == 47 || layers == 48) && vocabulary == 154880;
        k.gating(glmLite ? Gating.SIGMOID : Gating.SOFTMAX);
        k.temperature();
    }

    static void deepSeek32(ArchitectureKeys k) {
        sparse(k);
        k.gating();
        k.indexer(LayerSet.all(k.all()));
    }

    static void glmDsa(ArchitectureKeys k) {
        sparse(k);
        k.gating(Gating.SIGMOID);
        k.indexer(layersWithIndexer(k));
    }

    static void hunyuan4(ArchitectureKeys k) {
        k.denseLead();
        k.keys.integer(Q_RANK);
        k.mla(true);
        k.sharedExperts();
        k.gating();
        k.keys.integer("hyper_connection.count");
        int heads = k.keys.integer("attention.indexer.head_count", 0);
        int head = k.keys.integer("attention.indexer.key_length", 0);
        int topK = k.keys.integer("attention.indexer.top_k", 0);
        LayerCounts types =
                k.keys.perLayer(INDEXER_TYPES, k.trunk(), k.unmarked()).orElseGet(k::unmarked);
        // a checkpoint with full attention chooses no cells
        LayerSet own = topK == 0 ? LayerSet.none(k.all()) : LayerSet.marked(types);
        if (head > 0) {
            k.draft.indexer(new SparseIndexer(heads, head, topK, 1, 1, false, own));
        }
    }

    static void miniCpm3(ArchitectureKeys k) {
        k.keys.integer(Q_RANK);
        k.compressed(CompressedAttention.decompressed(k.keys.integer(KV_RANK)));
    }

    static void plm(ArchitectureKeys k) {
        k.compressed(CompressedAttention.decompressed(k.keys.integer(KV_RANK)));
    }

    static void dots3Note(ArchitectureKeys k) {
        k.sharedExperts();
        k.denseLead();
        k.gating();
        k.keys.integer(Q_RANK);
        k.mla(true);
        SlidingWindowKeys.windowByArray(k);
        k.indexer(LayerSet.marked(k.keys.requiredArray(INDEXER_TYPES, k.all())));
    }

    private static void sparse(ArchitectureKeys k) {
        k.sections(false);
        k.denseLead();
        k.keys.integer(Q_RANK);
        k.mla(false);
        k.sharedExperts();
    }

    /** GLM-5.2 and later share an indexer's choice among four layers; earlier ones have one in each layer. */
    private static LayerSet layersWithIndexer(ArchitectureKeys k) {
        boolean before52 = k.draft.widths().trainedContext() < 1_048_576;
        LayerSet usual = LayerSet.of(k.all(), il -> before52 || il < 2 || (il < 78 && il % 4 == 2));
        return k.keys.perLayer(INDEXER_TYPES, k.trunk(), usual.marks())
                .map(LayerSet::marked)
                .orElse(usual);
    }
}
