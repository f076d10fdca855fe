package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.Layout;
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

    private ConvertedFields() {}

    /**
     * Returns the fields of a model.
     *
     * @param file its configuration
     * @param architecture {@code general.architecture} of the converted file
     * @param conversion how configurations of this kind are read
     * @throws FieldsException if a value is missing or of the wrong kind
     */
    public static AuditedFields of(ConfigFile file, String architecture, Conversion conversion) {
        ModelConfig config = ModelConfig.of(file, conversion);
        JsonObject.Builder out = JsonObject.builder();
        out.put("architecture", architecture);
        out.put("n_embd", config.integer("hidden_size", "d_model"));
        out.put("tied_embeddings", config.fields().flag("tie_word_embeddings"));
        conversion.shape.add(config, out);
        ConfigExperts.of(config).ifPresent(moe -> out.put("moe", moe));
        ConfigMixers.of(config).members().forEach(out::replace);
        return AuditedFields.of("", out.build(), Complaints.thrown(file.repository(), FieldsException::new));
    }

    /** The shape of state space models. */
    static void stateSpace(ModelConfig config, JsonObject.Builder out) {
        out.put("n_layer", config.integer("num_hidden_layers", "n_layer"));
        long multiple = config.fields().integer("pad_vocab_size_multiple", 1);
        out.put("n_vocab", padded(config.integer("vocab_size"), multiple));
        out.put("n_ctx_train", ENDLESS_CONTEXT);
        out.put("n_ff", 0);
    }

    private static long padded(long count, long multiple) {
        return multiple <= 1 ? count : Math.multiplyExact(Math.ceilDiv(count, multiple), multiple);
    }

    /** The shape of models with attention. */
    static void transformer(ModelConfig config, JsonObject.Builder out) {
        Conversion conversion = config.conversion();
        long heads = config.positive("num_attention_heads");
        long headDim = config.find("head_dim", "attention_head_dim", "kv_channels")
                .orElseGet(() -> config.integer("hidden_size") / heads);
        out.put("n_layer", layers(config));
        conversion.feedForward.add(config, out);
        out.put("n_head", heads);
        out.put("n_head_kv", config.find("num_key_value_heads").orElse(heads));
        out.put("head_dim_k", headDim);
        out.put("head_dim_v", headDim);
        out.put("n_vocab", config.integer(conversion.vocabularyKey));
        out.put("n_ctx_train", config.integer("max_position_embeddings"));
        out.put("rope_freq_base", config.rope("rope_theta", 10000));
        out.put(
                "rope_dim",
                config.find("rotary_dim")
                        .orElseGet(() -> Math.round(headDim * config.rope("partial_rotary_factor", 1))));
        biases(config, out);
        out.put("qk_norm", conversion.queryKeyNorm.of(config.fields()));
        conversion.window.add(config, out);
        String scaling = config.ropeScaling();
        out.put("rope_freqs", scaling.equals("llama3"));
        out.put("rope_factors", scaling.equals("longrope") || scaling.equals("su"));
    }

    private static long layers(ModelConfig config) {
        String pattern = config.fields().optionalText("hybrid_override_pattern").orElse("");
        return config.find("num_hidden_layers", "num_layers")
                .orElseGet(() -> pattern.isEmpty() ? config.integer("num_hidden_layers") : pattern.length());
    }

    /** One width for all layers or one for each. */
    static void feedForwardAsStated(ModelConfig config, JsonObject.Builder out) {
        AuditedFields in = config.fields();
        if (PerLayer.of(in, "intermediate_size").isListed()) {
            out.put("n_ff", in.integers("intermediate_size"));
        } else {
            out.put("n_ff", in.integer("intermediate_size"));
        }
    }

    /** The width of dense layers beside experts, or of the shared expert where all layers are dense. */
    static void graniteFeedForward(ModelConfig config, JsonObject.Builder out) {
        boolean experts = config.fields().integer("num_local_experts", 0) > 0;
        out.put("n_ff", config.integer(experts ? "intermediate_size" : "shared_intermediate_size"));
    }

    private static void biases(ModelConfig config, JsonObject.Builder out) {
        AuditedFields in = config.fields();
        Conversion conversion = config.conversion();
        out.put("qkv_bias", conversion.attentionBias.test(in));
        out.put("o_bias", conversion.biasesAsStated && in.flag("attention_bias"));
        out.put("ffn_bias", conversion.biasesAsStated && in.flag("mlp_bias"));
        out.put("parallel_residual", conversion.maybeParallel && in.flag("use_parallel_residual"));
    }

    /** A window of so many tokens. */
    static void window(ModelConfig config, JsonObject.Builder out) {
        window(out, config.fields().integer("sliding_window", 0));
    }

    /** Chunks of so many tokens. */
    static void chunks(ModelConfig config, JsonObject.Builder out) {
        window(out, config.fields().integer("attention_chunk_size", 8192));
    }

    private static void window(JsonObject.Builder out, long size) {
        if (size > 0) {
            out.put("sliding_window", JsonObject.builder().put("size", size).build());
        }
    }

    /** A window of so many tokens in the layers that are listed. */
    static void windowByLayer(ModelConfig config, JsonObject.Builder out) {
        long size = config.fields().integer("sliding_window", 0);
        if (size > 0) {
            out.put(
                    "sliding_window",
                    JsonObject.builder()
                            .put("size", size)
                            .put("layers", slidingLayers(config))
                            .build());
        }
    }

    /** Returns 1 for each layer that slides: as listed, else all but every fifth. */
    private static List<Long> slidingLayers(ModelConfig config) {
        List<String> types = config.fields().texts("layer_types");
        if (types.isEmpty()) {
            List<Long> layers = new ArrayList<>();
            for (long layer = 0; layer < Math.min(Layout.MOST_LAYERS, layers(config)); layer++) {
                layers.add(layer % 5 == 4 ? 0L : 1L);
            }
            return layers;
        }
        return types.stream().map(t -> t.equals("sliding_attention") ? 1L : 0L).toList();
    }
}
