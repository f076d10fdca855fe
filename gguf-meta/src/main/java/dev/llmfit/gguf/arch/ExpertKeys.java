package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.SCALE;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_COUNT;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;

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
        k.v.causal = false;
    }

    static void deepSeek(ArchitectureKeys k) {
        denseThenExperts(k);
        k.v.expertWeightsScale = k.keys.real(SCALE, 0);
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
        k.indexer();
        k.v.indexerValues = true;
        for (int il = k.v.nDenseLead; il < k.v.nLayerAll; il++) {
            k.v.indexerFull[il] = 1;
        }
    }

    static void grok(ArchitectureKeys k) {
        k.expertWidth(false);
        k.v.attnSoftcap = true;
        k.v.logitScale = k.keys.real("logit_scale", 0.5773502691896257);
        k.v.embeddingScale = k.keys.real("embedding_scale", 78.38367176906169);
        k.v.finalSoftcap = k.keys.real("final_logit_softcapping", 0);
    }

    static void grove(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer("expert_chunk_feed_forward_length", 0);
        k.v.groupExperts = k.keys.integer("experts_per_group");
    }

    static void graniteMoe(ArchitectureKeys k) {
        k.granite();
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void nomicBertMoe(ArchitectureKeys k) {
        k.v.moeEvery = k.keys.integer("moe_every_n_layers", 0);
    }

    private static void denseThenExperts(ArchitectureKeys k) {
        k.expertWidth(true);
        k.denseLead();
        k.keys.integer(SHARED_COUNT);
    }
}
