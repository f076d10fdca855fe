package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.arch.Fields;
import dev.llmfit.gguf.arch.FieldsException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns a {@code config.json} of Hugging Face's transformers into the fields of a layout. Source:
 * {@code convert_hf_to_gguf.py} of llama.cpp and the defaults of transformers' configuration classes.
 */
final class HuggingFaceConfig {
    private final Fields config;
    private final String architecture;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private HuggingFaceConfig(Fields config, String architecture) {
        this.config = config;
        this.architecture = architecture;
    }

    /**
     * Returns the fields of a model.
     *
     * @throws FieldsException if its type is not among those that can be laid out, or a value is missing
     */
    static Fields fields(String repository, Map<?, ?> json) {
        Map<String, Object> tree = new LinkedHashMap<>();
        json.forEach((k, v) -> tree.put(String.valueOf(k), v));
        Fields whole = new Fields(repository + ": config.json", tree);
        Fields text = whole.optionalSection("text_config").orElse(whole);
        String type = text.optionalText("model_type").orElseGet(() -> whole.text("model_type"));
        return new HuggingFaceConfig(text, architecture(repository, type)).convert(repository);
    }

    private static String architecture(String repository, String type) {
        return switch (type) {
            case "llama", "mistral", "mixtral" -> "llama";
            case "qwen2", "qwen3", "gemma", "gemma2", "phi3", "olmo2", "granite", "smollm3", "starcoder2", "exaone4" ->
                type;
            case "qwen2_moe" -> "qwen2moe";
            case "qwen3_moe" -> "qwen3moe";
            case "gemma3", "gemma3_text" -> "gemma3";
            case "cohere" -> "command-r";
            case "cohere2" -> "cohere2";
            case "gpt_oss" -> "gpt-oss";
            case "deepseek_v2", "deepseek_v3" -> "deepseek2";
            default ->
                throw new FieldsException(
                        repository + ": models of type " + type + " cannot be laid out from config.json");
        };
    }

    private Fields convert(String repository) {
        long heads = config.integer("num_attention_heads");
        long nEmbd = config.integer("hidden_size");
        long headDim = config.integer("head_dim", nEmbd / heads);
        fields.put("architecture", architecture);
        fields.put("n_layer", config.integer("num_hidden_layers"));
        fields.put("n_embd", nEmbd);
        fields.put("n_ff", config.integer("intermediate_size"));
        fields.put("n_head", heads);
        fields.put("n_head_kv", config.integer("num_key_value_heads", heads));
        fields.put("head_dim_k", headDim);
        fields.put("head_dim_v", headDim);
        fields.put("n_vocab", config.integer("vocab_size"));
        fields.put("n_ctx_train", config.integer("max_position_embeddings"));
        fields.put("tied_embeddings", config.flag("tie_word_embeddings", tiedByDefault()));
        fields.put("rope_freq_base", config.number("rope_theta", 10000));
        fields.put("rope_dim", Math.round(headDim * config.number("partial_rotary_factor", 1)));
        biases();
        norms();
        window();
        ropeTensors();
        experts();
        latentAttention();
        return new Fields(repository, fields);
    }

    private boolean tiedByDefault() {
        return switch (architecture) {
            case "gemma", "gemma2", "gemma3", "command-r", "cohere2", "starcoder2" -> true;
            default -> false;
        };
    }

    private void biases() {
        boolean attentionBias = switch (architecture) {
            case "qwen2", "qwen2moe", "gpt-oss" -> true;
            case "starcoder2" -> config.flag("use_bias", true);
            default -> config.flag("attention_bias");
        };
        fields.put("qkv_bias", attentionBias);
        fields.put("o_bias", architecture.equals("llama") && config.flag("attention_bias"));
        fields.put("ffn_bias", architecture.equals("llama") && config.flag("mlp_bias"));
    }

    private void norms() {
        fields.put(
                "qk_norm",
                switch (architecture) {
                    case "qwen3", "qwen3moe", "gemma3", "exaone4" -> "head";
                    case "olmo2" -> "full";
                    case "command-r" -> config.flag("use_qk_norm") ? "per_head" : "none";
                    default -> "none";
                });
    }

    private void window() {
        boolean used = switch (architecture) {
            case "gemma2", "gemma3", "cohere2", "gpt-oss", "phi3", "exaone4" -> true;
            default -> false;
        };
        long size = used ? config.integer("sliding_window", 0) : 0;
        if (size > 0) {
            fields.put("sliding_window", Map.of("size", size));
        }
    }

    private void ropeTensors() {
        String scaling = config.optionalSection("rope_scaling")
                .flatMap(s -> s.optionalText("rope_type").or(() -> s.optionalText("type")))
                .orElse("");
        fields.put("rope_freqs", scaling.equals("llama3"));
        fields.put("rope_factors", scaling.equals("longrope") || scaling.equals("su"));
    }

    private void experts() {
        long count = config.integer(
                "num_experts", config.integer("num_local_experts", config.integer("n_routed_experts", 0)));
        if (count == 0) {
            return;
        }
        Map<String, Object> moe = new LinkedHashMap<>();
        moe.put("count", count);
        moe.put("used", config.integer("num_experts_per_tok"));
        moe.put("ff", config.integer("moe_intermediate_size", config.integer("intermediate_size")));
        moe.put("weights_norm", config.flag("norm_topk_prob"));
        if (architecture.equals("qwen2moe")) {
            moe.put("shared_ff", config.integer("shared_expert_intermediate_size"));
            moe.put("shared_gate", true);
        }
        if (architecture.equals("deepseek2")) {
            boolean sigmoid =
                    config.optionalText("scoring_func").orElse("softmax").equals("sigmoid");
            moe.put("shared_count", config.integer("n_shared_experts", 0));
            moe.put("lead_dense", config.integer("first_k_dense_replace", 0));
            moe.put("router_bias", config.optionalText("topk_method").orElse("").equals("noaux_tc"));
            moe.put("gating", sigmoid ? 2L : 1L);
            moe.put("weights_scale", config.number("routed_scaling_factor", 1));
        }
        fields.put("moe", moe);
    }

    private void latentAttention() {
        if (architecture.equals("deepseek2")) {
            fields.put(
                    "mla",
                    Map.of(
                            "q_lora_rank", config.integer("q_lora_rank", 0),
                            "kv_lora_rank", config.integer("kv_lora_rank"),
                            "qk_rope_dim", config.integer("qk_rope_head_dim"),
                            "qk_nope_dim", config.integer("qk_nope_head_dim"),
                            "v_head_dim", config.integer("v_head_dim")));
        }
    }
}
