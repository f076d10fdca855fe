package dev.llmfit.gguf.convert;

import java.util.Map;

/** Defaults of transformers' configuration classes that published files leave out ({@code configuration_*.py}). */
final class ConfigDefaults {
    private ConfigDefaults() {}

    static Map<String, Object> of(String architecture) {
        return switch (architecture) {
            case "gemma", "gemma2", "command-r", "cohere2", "starcoder2", "lfm2", "lfm2moe", "mamba" ->
                Map.of("tie_word_embeddings", true);
            case "gemma3" ->
                Map.of(
                        "tie_word_embeddings", true,
                        "vocab_size", 262208L,
                        "num_attention_heads", 8L,
                        "num_key_value_heads", 4L,
                        "head_dim", 256L,
                        "max_position_embeddings", 131072L,
                        "rope_theta", 1e6,
                        "sliding_window", 4096L);
            case "gemma3n" ->
                Map.of(
                        "tie_word_embeddings", true,
                        "vocab_size_per_layer_input", 262144L,
                        "num_attention_heads", 8L,
                        "num_key_value_heads", 2L,
                        "head_dim", 256L,
                        "max_position_embeddings", 32768L,
                        "rope_theta", 1e6);
            case "qwen35", "qwen35moe", "qwen3next" -> Map.of("partial_rotary_factor", 0.25);
            case "glm4", "chatglm", "glm4moe" -> Map.of("partial_rotary_factor", 0.5, "attention_bias", true);
            case "nemotron" -> Map.of("partial_rotary_factor", 0.5);
            case "stablelm" -> Map.of("partial_rotary_factor", 0.25);
            default -> Map.of();
        };
    }
}
