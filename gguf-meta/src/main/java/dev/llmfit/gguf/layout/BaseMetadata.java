package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/** Metadata that nearly all architectures share ({@code llama_model_base::load_hparams}). */
final class BaseMetadata {
    static final String RMS = "attention.layer_norm_rms_epsilon";
    static final String LAYER_NORM = "attention.layer_norm_epsilon";

    /** The usual one of RMS norms; sizes do not depend on it, but llama.cpp refuses a file without it. */
    private static final double EPSILON = 1e-5;

    private BaseMetadata() {}

    /** Writes the shared keys. */
    static void write(HeaderBuilder header, AuditedFields f, String epsilonKey, int mtpLayers) {
        header.set("block_count", Layout.layers(f) + mtpLayers);
        header.set("context_length", f.integer("n_ctx_train"));
        header.set("embedding_length", f.integer("n_embd"));
        if (mtpLayers > 0) {
            header.set("nextn_predict_layers", mtpLayers);
        }
        PerLayer.optional(f, "n_ff").ifPresent(ff -> header.set("feed_forward_length", ff, 0));
        PerLayer none = PerLayer.same(0);
        header.set("attention.head_count", PerLayer.optional(f, "n_head").orElse(none), mtpLayers);
        header.set("attention.head_count_kv", PerLayer.optional(f, "n_head_kv").orElse(none), mtpLayers);
        header.set("vocab_size", f.integer("n_vocab"));
        header.set(epsilonKey, EPSILON);
        header.set("rope.freq_base", f.number("rope_freq_base", 10000));
        if (f.integer("head_dim_k", 0) > 0) {
            header.set("attention.key_length", f.integer("head_dim_k"));
            header.set("attention.value_length", f.integer("head_dim_v"));
        }
        if (f.integer("rope_dim", 0) > 0) {
            header.set("rope.dimension_count", f.integer("rope_dim"));
        }
        f.optionalSection("sliding_window").ifPresent(w -> positive(header, "attention.sliding_window", w, "size"));
        f.optionalSection("moe").ifPresent(moe -> experts(header, moe));
    }

    private static void experts(HeaderBuilder header, AuditedFields moe) {
        header.set("expert_count", moe.integer("count"));
        header.set("expert_used_count", moe.integer("used"));
        positive(header, "expert_feed_forward_length", moe, "ff");
        positive(header, "expert_shared_count", moe, "shared_count");
        positive(header, "expert_shared_feed_forward_length", moe, "shared_ff");
        moe.optionalInteger("lead_dense").ifPresent(n -> header.set("leading_dense_block_count", n));
        header.set("expert_gating_func", moe.integer("gating", 1));
        header.set("expert_weights_scale", moe.number("weights_scale", 1));
        if (moe.has("weights_norm")) {
            header.set("expert_weights_norm", moe.flag("weights_norm"));
        }
    }

    private static void positive(HeaderBuilder header, String key, AuditedFields f, String field) {
        long value = f.integer(field, 0);
        if (value > 0) {
            header.set(key, value);
        }
    }
}
