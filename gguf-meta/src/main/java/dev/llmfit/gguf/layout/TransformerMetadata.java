package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** Metadata that only some of the plain transformers have. */
final class TransformerMetadata {
    private TransformerMetadata() {}

    static void logitScale(HeaderBuilder h, AuditedFields f) {
        h.set("logit_scale", 0.25);
    }

    static void sections(HeaderBuilder h, AuditedFields f) {
        h.set("rope.dimension_sections", new long[] {24, 20, 20, 0});
    }

    static void softcaps(HeaderBuilder h, AuditedFields f) {
        h.set("attn_logit_softcapping", 50.0);
        h.set("final_logit_softcapping", 30.0);
    }

    static void softcappedScaledLogits(HeaderBuilder h, AuditedFields f) {
        logitScale(h, f);
        h.set("final_logit_softcapping", 20.0);
    }

    static void loops(HeaderBuilder h, AuditedFields f) {
        h.set("num_loops", f.integer("loops"));
        h.set("skip_loop_final_norm", false);
    }

    static void notCausal(HeaderBuilder h, AuditedFields f) {
        h.set("attention.causal", false);
    }

    static void windowFrequency(HeaderBuilder h, AuditedFields f) {
        h.set("rope.freq_base_swa", 10000.0);
    }

    static void expertStep(HeaderBuilder h, AuditedFields f) {
        h.set("interleave_moe_layer_step", f.section("moe").integer("step", 1));
    }

    static void xielu(HeaderBuilder h, AuditedFields f) {
        h.setGlobal("xielu.alpha_n", 0.8);
        h.setGlobal("xielu.alpha_p", 0.8);
        h.setGlobal("xielu.beta", 0.5);
        h.setGlobal("xielu.eps", -1e-6);
    }

    static void originalContext(HeaderBuilder h, AuditedFields f) {
        h.set("rope.scaling.original_context_length", 4096);
    }

    static void noTemperature(HeaderBuilder h, AuditedFields f) {
        h.set("attention.temperature_scale", 0.0);
    }

    static void normedExpertWeights(HeaderBuilder h, AuditedFields f) {
        h.set("expert_weights_norm", true);
    }

    static void parallelResidual(HeaderBuilder h, AuditedFields f) {
        h.set("use_parallel_residual", true);
    }

    static void clamped(HeaderBuilder h, AuditedFields f) {
        h.set("attention.clamp_kqv", 8.0);
    }

    static void valueScale(HeaderBuilder h, AuditedFields f) {
        h.set("attention.value_scale", 0.707);
    }

    /** Layers with a window rotate heads as a whole. */
    static void windowRotation(HeaderBuilder h, AuditedFields f) {
        if (f.has("sliding_window")) {
            windowFrequency(h, f);
            h.set("rope.dimension_count_swa", f.integer("head_dim_k"));
        }
    }

    /** An indexer that chooses blocks of cells. */
    static void blockIndexer(HeaderBuilder h, AuditedFields f) {
        AuditedFields indexer = f.section("indexer");
        IndexerTensors.metadata(h, indexer);
        h.set("attention.indexer.block_size", indexer.integer("block"));
        h.set("attention.indexer.local_blocks", indexer.integer("local_blocks"));
    }

    static void denseHeads(HeaderBuilder h, AuditedFields f) {
        long nEmbd = f.integer("n_embd");
        h.set("dense_2_feat_in", nEmbd);
        h.set("dense_2_feat_out", 4 * nEmbd);
        h.set("dense_3_feat_in", 4 * nEmbd);
        h.set("dense_3_feat_out", nEmbd);
    }
}
