package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.PerLayer;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a {@code config.json} of Hugging Face's transformers into the fields of a layout. Source: {@code convert_hf_to_gguf.py} and
 * {@code conversion/} of llama.cpp b11434.
 */
public final class ConvertedFields {
    /** What llama.cpp's converter writes for models whose context has no end. */
    private static final long ENDLESS_CONTEXT = 1L << 20;

    private final ModelConfig config;
    private final AuditedFields in;
    private final JsonObject.Builder out = JsonObject.builder();

    private ConvertedFields(ModelConfig config) {
        this.config = config;
        this.in = config.fields();
    }

    /**
     * Returns the fields of a model.
     *
     * @param repository its name, for messages
     * @param json the parsed file
     * @throws FieldsException if its type is not among those that can be laid out, or a value is missing
     */
    public static AuditedFields of(String repository, JsonObject json) {
        return new ConvertedFields(ModelConfig.of(repository, json)).convert(repository);
    }

    private AuditedFields convert(String repository) {
        out.put("architecture", config.architecture());
        out.put("n_embd", config.integer("hidden_size", "d_model"));
        out.put("tied_embeddings", in.flag("tie_word_embeddings"));
        if (config.is("mamba", "mamba2")) {
            out.put("n_layer", config.integer("num_hidden_layers", "n_layer"));
            out.put("n_vocab", padded(config.integer("vocab_size"), in.integer("pad_vocab_size_multiple", 1)));
            out.put("n_ctx_train", ENDLESS_CONTEXT);
            out.put("n_ff", 0);
        } else {
            transformer();
        }
        ConfigExperts.of(config).ifPresent(moe -> out.put("moe", moe));
        ConfigMixers.of(config).members().forEach(out::replace);
        return AuditedFields.of("", out.build(), Complaints.thrown(repository, FieldsException::new));
    }

    private static long padded(long count, long multiple) {
        return multiple <= 1 ? count : Math.multiplyExact(Math.ceilDiv(count, multiple), multiple);
    }

    private void transformer() {
        long heads = config.integer("num_attention_heads");
        long headDim = config.find("head_dim", "attention_head_dim", "kv_channels")
                .orElseGet(() -> config.integer("hidden_size") / heads);
        out.put("n_layer", layers());
        feedForward();
        out.put("n_head", heads);
        out.put("n_head_kv", config.find("num_key_value_heads").orElse(heads));
        out.put("head_dim_k", headDim);
        out.put("head_dim_v", headDim);
        out.put("n_vocab", config.is("gemma3n") ? in.integer("vocab_size_per_layer_input") : in.integer("vocab_size"));
        out.put("n_ctx_train", config.integer("max_position_embeddings"));
        out.put("rope_freq_base", config.rope("rope_theta", 10000));
        out.put(
                "rope_dim",
                config.find("rotary_dim")
                        .orElseGet(() -> Math.round(headDim * config.rope("partial_rotary_factor", 1))));
        biases();
        norms();
        window();
        String scaling = config.ropeScaling();
        out.put("rope_freqs", scaling.equals("llama3"));
        out.put("rope_factors", scaling.equals("longrope") || scaling.equals("su"));
    }

    private long layers() {
        String pattern = in.optionalText("hybrid_override_pattern").orElse("");
        return config.find("num_hidden_layers", "num_layers")
                .orElseGet(() -> pattern.isEmpty() ? config.integer("num_hidden_layers") : pattern.length());
    }

    private void feedForward() {
        if (config.is("nemotron_h", "nemotron_h_moe", "qwen35moe")) {
            return; // by layer, or no dense layer at all
        }
        if (config.is("llama4")) {
            out.put("n_ff", config.integer("intermediate_size_mlp"));
        } else if (config.is("granitehybrid")) {
            boolean experts = in.integer("num_local_experts", 0) > 0;
            out.put("n_ff", config.integer(experts ? "intermediate_size" : "shared_intermediate_size"));
        } else if (config.is("lfm2")) {
            out.put("n_ff", ConfigMixers.lfm2FeedForward(config));
        } else {
            feedForwardAsStated();
        }
    }

    private void feedForwardAsStated() {
        if (PerLayer.of(in, "intermediate_size").isListed()) {
            out.put("n_ff", in.integers("intermediate_size"));
        } else {
            out.put("n_ff", in.integer("intermediate_size"));
        }
    }

    private void biases() {
        boolean attention = switch (config.architecture()) {
            case "qwen2", "qwen2moe", "qwen2vl", "gpt-oss", "phi2" -> true;
            case "starcoder2" -> in.flag("use_bias", true);
            case "stablelm" -> in.flag("use_qkv_bias");
            case "internlm2", "ernie4_5", "ernie4_5-moe" -> in.flag("bias", in.flag("use_bias"));
            case "bailingmoe", "bailingmoe2" -> in.flag("use_qkv_bias");
            default -> in.flag("attention_bias");
        };
        out.put("qkv_bias", attention);
        out.put("o_bias", config.is("llama") && in.flag("attention_bias"));
        out.put("ffn_bias", config.is("llama") && in.flag("mlp_bias"));
        out.put("parallel_residual", config.is("stablelm") && in.flag("use_parallel_residual"));
    }

    private void norms() {
        out.put(
                "qk_norm",
                switch (config.architecture()) {
                    case "qwen3", "qwen3moe", "qwen3vl", "qwen3vlmoe", "gemma3", "gemma3n", "exaone4", "dots1" ->
                        "head";
                    case "qwen3next", "qwen35", "qwen35moe", "apertus", "lfm2", "lfm2moe", "hunyuan-moe" -> "head";
                    case "hunyuan-dense" -> in.flag("use_qk_norm", true) ? "head" : "none";
                    case "glm4moe", "bailingmoe2" -> in.flag("use_qk_norm") ? "head" : "none";
                    case "olmo2", "olmoe", "minimax-m2" -> "full";
                    case "command-r" -> in.flag("use_qk_norm") ? "per_head" : "none";
                    default -> "none";
                });
    }

    private void window() {
        long size = switch (config.architecture()) {
            case "gemma2", "gemma3", "gemma3n", "cohere2", "gpt-oss", "phi3", "exaone4", "olmo2" ->
                in.integer("sliding_window", 0);
            case "llama4" -> in.integer("attention_chunk_size", 8192);
            default -> 0;
        };
        if (size > 0) {
            JsonObject.Builder window = JsonObject.builder().put("size", size);
            if (config.is("gemma3n")) {
                window.put("layers", slidingLayers());
            }
            out.put("sliding_window", window.build());
        }
    }

    /** Returns 1 for each layer that slides: as listed, else all but every fifth. */
    private List<Long> slidingLayers() {
        List<String> types = in.texts("layer_types");
        if (types.isEmpty()) {
            List<Long> layers = new ArrayList<>();
            for (long layer = 0; layer < layers(); layer++) {
                layers.add(layer % 5 == 4 ? 0L : 1L);
            }
            return layers;
        }
        return types.stream().map(t -> t.equals("sliding_attention") ? 1L : 0L).toList();
    }
}
