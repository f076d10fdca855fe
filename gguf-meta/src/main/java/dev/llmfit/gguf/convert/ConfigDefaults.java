package dev.llmfit.gguf.convert;

import dev.llmfit.json.JsonObject;

/** Defaults of transformers' configuration classes that published files leave out ({@code configuration_*.py}). */
final class ConfigDefaults {
    private ConfigDefaults() {}

    static JsonObject of(String architecture) {
        return switch (architecture) {
            case "gemma", "gemma2", "command-r", "cohere2", "starcoder2", "lfm2", "lfm2moe", "mamba" ->
                JsonObject.builder().put("tie_word_embeddings", true).build();
            case "gemma3" ->
                JsonObject.builder()
                        .put("tie_word_embeddings", true)
                        .put("vocab_size", 262208)
                        .put("num_attention_heads", 8)
                        .put("num_key_value_heads", 4)
                        .put("head_dim", 256)
                        .put("max_position_embeddings", 131072)
                        .put("rope_theta", 1e6)
                        .put("sliding_window", 4096)
                        .build();
            case "gemma3n" ->
                JsonObject.builder()
                        .put("tie_word_embeddings", true)
                        .put("vocab_size_per_layer_input", 262144)
                        .put("num_attention_heads", 8)
                        .put("num_key_value_heads", 2)
                        .put("head_dim", 256)
                        .put("max_position_embeddings", 32768)
                        .put("rope_theta", 1e6)
                        .build();
            case "qwen35", "qwen35moe", "qwen3next" ->
                JsonObject.builder().put("partial_rotary_factor", 0.25).build();
            case "glm4", "chatglm", "glm4moe" ->
                JsonObject.builder()
                        .put("partial_rotary_factor", 0.5)
                        .put("attention_bias", true)
                        .build();
            case "nemotron" ->
                JsonObject.builder().put("partial_rotary_factor", 0.5).build();
            case "stablelm" ->
                JsonObject.builder().put("partial_rotary_factor", 0.25).build();
            default -> JsonObject.builder().build();
        };
    }
}
