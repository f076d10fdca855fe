package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** Metadata that only some of the plain transformers have. */
final class TransformerMetadata {
    private TransformerMetadata() {}

    /** Writes the keys of the header's architecture. */
    static void write(HeaderBuilder h, AuditedFields f) {
        switch (h.architecture()) {
            case "command-r", "cohere2", "granite", "granitemoe", "minicpm" -> h.set("logit_scale", 0.25);
            case "qwen2vl", "qwen3vl", "qwen3vlmoe" -> h.set("rope.dimension_sections", new long[] {24, 20, 20, 0});
            case "gemma2" -> {
                h.set("attn_logit_softcapping", 50.0);
                h.set("final_logit_softcapping", 30.0);
            }
            case "gemma3" -> h.set("rope.freq_base_swa", 10000.0);
            case "llama4", "ernie4_5-moe" ->
                h.set("interleave_moe_layer_step", f.section("moe").integer("step", 1));
            case "apertus" -> xielu(h);
            case "phi3" -> h.set("rope.scaling.original_context_length", 4096);
            case "mistral3" -> h.set("attention.temperature_scale", 0.0);
            case "glm4moe" -> h.set("expert_weights_norm", true);
            case "gemma-embedding" -> denseHeads(h, f.integer("n_embd"));
            default -> {}
        }
    }

    private static void xielu(HeaderBuilder h) {
        h.setGlobal("xielu.alpha_n", 0.8);
        h.setGlobal("xielu.alpha_p", 0.8);
        h.setGlobal("xielu.beta", 0.5);
        h.setGlobal("xielu.eps", -1e-6);
    }

    private static void denseHeads(HeaderBuilder h, long nEmbd) {
        h.set("dense_2_feat_in", nEmbd);
        h.set("dense_2_feat_out", 4 * nEmbd);
        h.set("dense_3_feat_in", 4 * nEmbd);
        h.set("dense_3_feat_out", nEmbd);
    }
}
