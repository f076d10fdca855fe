package dev.llmfit.gguf.convert;

import java.util.Map;
import java.util.Optional;

/**
 * Which of llama.cpp's architectures a {@code model_type} of transformers is converted to. Source: the classes in {@code conversion/}
 * of llama.cpp b11434.
 */
final class ModelType {
    private static final Map<String, String> ARCHITECTURES = Map.ofEntries(
            Map.entry("llama", "llama"),
            Map.entry("mistral", "llama"),
            Map.entry("mixtral", "llama"),
            Map.entry("vlama3", "llama"),
            Map.entry("ministral3", "mistral3"),
            Map.entry("llama4", "llama4"),
            Map.entry("llama4_text", "llama4"),
            Map.entry("qwen2", "qwen2"),
            Map.entry("qwen2_moe", "qwen2moe"),
            Map.entry("qwen2_vl", "qwen2vl"),
            Map.entry("qwen2_vl_text", "qwen2vl"),
            Map.entry("qwen2_5_vl", "qwen2vl"),
            Map.entry("qwen2_5_vl_text", "qwen2vl"),
            Map.entry("qwen3", "qwen3"),
            Map.entry("qwen3_moe", "qwen3moe"),
            Map.entry("qwen3_vl", "qwen3vl"),
            Map.entry("qwen3_vl_text", "qwen3vl"),
            Map.entry("qwen3_vl_moe", "qwen3vlmoe"),
            Map.entry("qwen3_vl_moe_text", "qwen3vlmoe"),
            Map.entry("qwen3_next", "qwen3next"),
            Map.entry("qwen3_5", "qwen35"),
            Map.entry("qwen3_5_text", "qwen35"),
            Map.entry("qwen3_5_moe", "qwen35moe"),
            Map.entry("qwen3_5_moe_text", "qwen35moe"),
            Map.entry("gemma", "gemma"),
            Map.entry("gemma2", "gemma2"),
            Map.entry("gemma3", "gemma3"),
            Map.entry("gemma3_text", "gemma3"),
            Map.entry("gemma3n", "gemma3n"),
            Map.entry("gemma3n_text", "gemma3n"),
            Map.entry("phi", "phi2"),
            Map.entry("phi3", "phi3"),
            Map.entry("phimoe", "phimoe"),
            Map.entry("olmo", "olmo"),
            Map.entry("olmo2", "olmo2"),
            Map.entry("olmo3", "olmo2"),
            Map.entry("olmoe", "olmoe"),
            Map.entry("granite", "granite"),
            Map.entry("granitemoe", "granitemoe"),
            Map.entry("granitemoehybrid", "granitehybrid"),
            Map.entry("smollm3", "smollm3"),
            Map.entry("starcoder2", "starcoder2"),
            Map.entry("exaone", "exaone"),
            Map.entry("exaone4", "exaone4"),
            Map.entry("cohere", "command-r"),
            Map.entry("cohere2", "cohere2"),
            Map.entry("gpt_oss", "gpt-oss"),
            Map.entry("deepseek", "deepseek"),
            Map.entry("deepseek_v2", "deepseek2"),
            Map.entry("deepseek_v3", "deepseek2"),
            Map.entry("kimi_k2", "deepseek2"),
            Map.entry("glm4_moe_lite", "deepseek2"),
            Map.entry("deepseek_v32", "deepseek32"),
            Map.entry("dots1", "dots1"),
            Map.entry("glm", "chatglm"),
            Map.entry("glm4", "glm4"),
            Map.entry("glm4_moe", "glm4moe"),
            Map.entry("seed_oss", "seed_oss"),
            Map.entry("ernie4_5", "ernie4_5"),
            Map.entry("ernie4_5_moe", "ernie4_5-moe"),
            Map.entry("hunyuan_v1_dense", "hunyuan-dense"),
            Map.entry("hunyuan_v1_moe", "hunyuan-moe"),
            Map.entry("minimax_m2", "minimax-m2"),
            Map.entry("bailing_moe", "bailingmoe"),
            Map.entry("bailing_moe_v2", "bailingmoe2"),
            Map.entry("stablelm", "stablelm"),
            Map.entry("nemotron", "nemotron"),
            Map.entry("nemotron_h", "nemotron_h"),
            Map.entry("apertus", "apertus"),
            Map.entry("arcee", "arcee"),
            Map.entry("internlm2", "internlm2"),
            Map.entry("internlm3", "llama"),
            Map.entry("minicpm", "minicpm"),
            Map.entry("minicpm3", "minicpm3"),
            Map.entry("kimi_linear", "kimi-linear"),
            Map.entry("lfm2", "lfm2"),
            Map.entry("lfm2_moe", "lfm2moe"),
            Map.entry("falcon_h1", "falcon-h1"),
            Map.entry("jamba", "jamba"),
            Map.entry("mamba", "mamba"),
            Map.entry("mamba2", "mamba2"));

    private ModelType() {}

    /** Returns the architecture of a type; empty if it cannot be laid out. */
    static Optional<String> architecture(String modelType) {
        return Optional.ofNullable(ARCHITECTURES.get(modelType));
    }
}
