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
        if (config.is("nemotron_h")) {
            return Optional.empty(); // carries the fields of its larger siblings without using them
        }
        long count = config.find("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
                .orElse(0);
        return count == 0 ? Optional.empty() : Optional.of(new ConfigExperts(config).section(count));
    }

    private JsonObject section(long count) {
        moe.put("count", count);
        moe.put("used", first("num_experts_per_tok", "num_experts_per_token", "moe_k", "moe_topk"));
        moe.put("ff", first("moe_intermediate_size", "intermediate_size"));
        if (in.has("norm_topk_prob")) {
            moe.put("weights_norm", in.flag("norm_topk_prob"));
        }
        if (in.has("routed_scaling_factor")) {
            moe.put("weights_scale", in.number("routed_scaling_factor", 1));
        }
        moe.put("router_bias", routerBias());
        moe.put("gating", sigmoid() ? SIGMOID : SOFTMAX);
        shared();
        placement();
        return moe.build();
    }

    /** Returns a value that some models list once for each layer. */
    private long first(String... names) {
        for (String name : names) {
            if (in.has(name)) {
                return PerLayer.of(in, name).at(0);
            }
        }
        return in.integer(names[0]);
    }

    private void shared() {
        switch (config.architecture()) {
            case "qwen2moe", "qwen3next", "qwen35moe" -> {
                moe.put("shared_ff", in.integer("shared_expert_intermediate_size"));
                moe.put("shared_gate", true);
            }
            case "granitehybrid", "granitemoe" -> {
                if (in.integer("shared_intermediate_size", 0) > 0) {
                    moe.put("shared_ff", in.integer("shared_intermediate_size"));
                }
            }
            case "nemotron_h_moe" -> {
                moe.put("shared_count", in.integer("n_shared_experts"));
                moe.put("shared_ff", in.integer("moe_shared_expert_intermediate_size"));
                if (in.integer("moe_latent_size", 0) > 0) {
                    moe.put("latent", in.integer("moe_latent_size"));
                }
            }
            case "llama4" -> moe.put("shared_count", 1);
            case "hunyuan-moe" -> moe.put("shared_ff", first("moe_intermediate_size") * first("num_shared_expert"));
            default ->
                config.find("n_shared_experts", "num_shared_experts", "moe_num_shared_experts")
                        .ifPresent(n -> moe.put("shared_count", n));
        }
    }

    private void placement() {
        config.find("first_k_dense_replace", "num_dense_layers", "moe_layer_start_index")
                .ifPresent(n -> moe.put("lead_dense", n));
        switch (config.architecture()) {
            case "llama4" -> moe.put("step", in.integer("interleave_moe_layer_step", 1));
            case "jamba" -> {
                moe.put("period", in.integer("expert_layer_period"));
                moe.put("offset", in.integer("expert_layer_offset"));
            }
            default -> {}
        }
    }

    private boolean routerBias() {
        return switch (config.architecture()) {
            case "deepseek2", "deepseek32" ->
                in.optionalText("topk_method").orElse("").equals("noaux_tc");
            case "glm4moe", "dots1", "nemotron_h_moe", "kimi-linear" -> true;
            case "minimax-m2" -> in.flag("use_routing_bias", true);
            case "ernie4_5-moe" -> in.flag("moe_use_aux_free", true);
            case "bailingmoe2" -> in.flag("moe_router_enable_expert_bias", true);
            case "lfm2moe" -> in.flag("use_expert_bias", true);
            default -> false;
        };
    }

    private boolean sigmoid() {
        return switch (config.architecture()) {
            case "glm4moe", "dots1", "lfm2moe", "nemotron_h_moe", "kimi-linear", "bailingmoe2" -> true;
            default -> in.optionalText("scoring_func").orElse("softmax").equals("sigmoid");
        };
    }
}
