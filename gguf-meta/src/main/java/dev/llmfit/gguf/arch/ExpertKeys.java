package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.SCALE;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_COUNT;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;

import java.util.OptionalDouble;

/** Mixtures of experts with ordinary attention. */
final class ExpertKeys {
    private ExpertKeys() {}

    static void experts(ArchitectureKeys k) {
        k.expertWidth(false);
    }

    static void qwen2Moe(ArchitectureKeys k) {
        k.expertWidth(false);
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void qwen3VlMoe(ArchitectureKeys k) {
        k.expertWidth(false);
        k.deepstackAndSections();
    }

    /** Diffusion models attend in both directions. */
    static void diffusion(ArchitectureKeys k) {
        k.expertWidth(false);
        k.draft.inBothDirections();
    }

    static void deepSeek(ArchitectureKeys k) {
        denseThenExperts(k);
        OptionalDouble scale = Scales.of(k.keys.real(SCALE, 0));
        k.draft.experts(e -> e.withWeights(scale, false));
    }

    static void bailing(ArchitectureKeys k) {
        denseThenExperts(k);
        k.weights();
    }

    static void bailing2(ArchitectureKeys k) {
        bailing(k);
        k.keys.integer(SHARED_WIDTH, 0);
        k.gating();
    }

    static void dots(ArchitectureKeys k) {
        bailing(k);
        k.gating();
    }

    static void deepSeekOcr(ArchitectureKeys k) {
        bailing(k);
        k.gating(Gating.SOFTMAX);
    }

    static void glm4Moe(ArchitectureKeys k) {
        bailing(k);
        k.sections(false);
        k.gating(Gating.SIGMOID);
    }

    static void ernieMoe(ArchitectureKeys k) {
        k.sections(false);
        k.expertWidth(true);
        k.keys.integer(SHARED_WIDTH, 0);
        k.keys.integer("interleave_moe_layer_step");
        k.denseLead();
    }

    static void hunyuanMoe(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void hunyuan3(ArchitectureKeys k) {
        hunyuanMoe(k);
        k.weights();
        k.gating(Gating.SIGMOID);
    }

    static void miniMax2(ArchitectureKeys k) {
        k.expertWidth(true);
        k.gating();
    }

    static void miniMax3(ArchitectureKeys k) {
        dots(k);
        int lead = k.draft.dense().lead();
        k.indexer(LayerSet.of(k.all(), il -> il >= lead));
        int block = k.keys.integer("attention.indexer.block_size");
        k.keys.integer("attention.indexer.local_blocks");
        k.draft.indexer().ifPresent(i -> k.draft.indexer(i.withValues().withPool(block)));
    }

    static void grok(ArchitectureKeys k) {
        k.expertWidth(false);
        k.draft.variant(GraphVariant.SOFT_CAPPED_SCORES, true);
        double logits = k.keys.real("logit_scale", 0.5773502691896257);
        double embedding = k.keys.real("embedding_scale", 78.38367176906169);
        k.draft.scales(s -> s.withLogits(logits).withEmbedding(embedding));
        k.finalSoftcap(0);
    }

    static void grove(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer("expert_chunk_feed_forward_length", 0);
        int perAdjugate = k.keys.integer("experts_per_group");
        k.draft.experts(e -> e.withPerAdjugate(perAdjugate));
    }

    static void graniteMoe(ArchitectureKeys k) {
        k.granite();
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void nomicBertMoe(ArchitectureKeys k) {
        int every = k.keys.integer("moe_every_n_layers", 0);
        k.draft.experts(e -> e.withEvery(every));
    }

    private static void denseThenExperts(ArchitectureKeys k) {
        k.expertWidth(true);
        k.denseLead();
        k.keys.integer(SHARED_COUNT);
    }
}
