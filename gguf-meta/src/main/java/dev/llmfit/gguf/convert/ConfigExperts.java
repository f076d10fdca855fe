package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.layout.PerLayer;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import java.util.Optional;

/** The experts of a {@code config.json}, under the names of a layout's {@code moe} section. */
final class ConfigExperts {
    /** {@code llama_expert_gating_func_type} of {@code src/llama-hparams.h}, as the one below. */
    private static final long SOFTMAX = 1;

    private static final long SIGMOID = 2;

    private final ModelConfig config;
    private final AuditedFields in;
    private final JsonObject.Builder moe = JsonObject.builder();

    private ConfigExperts(ModelConfig config) {
        this.config = config;
        this.in = config.fields();
    }

    /** Returns the section; empty if the model is dense. */
    static Optional<JsonObject> of(ModelConfig config) {
        if (config.conversion().dense) {
            return Optional.empty();
        }
        long count = config.find("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
                .orElse(0);
        return count == 0 ? Optional.empty() : Optional.of(new ConfigExperts(config).section(count));
    }

    private JsonObject section(long count) {
        moe.put("count", count);
        moe.put("used", first(in, "num_experts_per_tok", "num_experts_per_token", "moe_k", "moe_topk"));
        moe.put("ff", first(in, "moe_intermediate_size", "intermediate_size"));
        if (in.has("norm_topk_prob")) {
            moe.put("weights_norm", in.flag("norm_topk_prob"));
        }
        if (in.has("routed_scaling_factor")) {
            moe.put("weights_scale", in.number("routed_scaling_factor", 1));
        }
        Conversion conversion = config.conversion();
        moe.put("router_bias", conversion.routerBias.test(in));
        moe.put("gating", conversion.sigmoid.test(in) ? SIGMOID : SOFTMAX);
        conversion.sharedExperts.add(config, moe);
        config.find("first_k_dense_replace", "num_dense_layers", "moe_layer_start_index")
                .ifPresent(n -> moe.put("lead_dense", n));
        conversion.expertPlacement.add(config, moe);
        return moe.build();
    }

    /** Returns a value that some models list once for each layer. */
    private static long first(AuditedFields in, String... names) {
        for (String name : names) {
            if (in.has(name)) {
                return PerLayer.of(in, name).at(0);
            }
        }
        return in.integer(names[0]);
    }

    /** So many experts of the usual width. */
    static void sharedCount(ModelConfig config, JsonObject.Builder moe) {
        config.find("n_shared_experts", "num_shared_experts", "moe_num_shared_experts")
                .ifPresent(n -> moe.put("shared_count", n));
    }

    /** One expert of any width behind a gate. */
    static void gatedShared(ModelConfig config, JsonObject.Builder moe) {
        moe.put("shared_ff", config.fields().integer("shared_expert_intermediate_size"));
        moe.put("shared_gate", true);
    }

    /** One expert of any width, if it has any. */
    static void graniteShared(ModelConfig config, JsonObject.Builder moe) {
        long width = config.fields().integer("shared_intermediate_size", 0);
        if (width > 0) {
            moe.put("shared_ff", width);
        }
    }

    /** So many experts of a width of their own, all experts perhaps in a narrower space. */
    static void nemotronShared(ModelConfig config, JsonObject.Builder moe) {
        AuditedFields in = config.fields();
        moe.put("shared_count", in.integer("n_shared_experts"));
        moe.put("shared_ff", in.integer("moe_shared_expert_intermediate_size"));
        if (in.integer("moe_latent_size", 0) > 0) {
            moe.put("latent", in.integer("moe_latent_size"));
        }
    }

    /** So many experts of the usual width; the others in a narrower space. */
    static void latentBesideShared(ModelConfig config, JsonObject.Builder moe) {
        sharedCount(config, moe);
        moe.put("latent", config.fields().integer("routed_expert_hidden_size"));
    }

    /** One expert of the usual width. */
    static void oneShared(ModelConfig config, JsonObject.Builder moe) {
        moe.put("shared_count", 1);
    }

    /** The width of so many experts together. */
    static void hunyuanShared(ModelConfig config, JsonObject.Builder moe) {
        AuditedFields in = config.fields();
        moe.put("shared_ff", first(in, "moe_intermediate_size") * first(in, "num_shared_expert"));
    }

    /** Experts in every n-th layer. */
    static void everyNthLayer(ModelConfig config, JsonObject.Builder moe) {
        moe.put("step", config.fields().integer("interleave_moe_layer_step", 1));
    }

    /** Experts in every n-th layer from one on. */
    static void everyNthLayerFromOne(ModelConfig config, JsonObject.Builder moe) {
        moe.put("period", config.fields().integer("expert_layer_period"));
        moe.put("offset", config.fields().integer("expert_layer_offset"));
    }
}
