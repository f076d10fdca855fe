package dev.llmfit.sizing.families;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The families by architecture name. A new family is one class and one line here. */
public final class Families {
    private static final Map<String, Family> BY_ARCHITECTURE = Map.ofEntries(
            Map.entry("llama", new Llama()),
            Map.entry("qwen2", new Llama()),
            Map.entry("qwen3", new Llama()),
            Map.entry("qwen3moe", new Llama()),
            Map.entry("gemma2", new Gemma2()),
            Map.entry("gemma3", new Gemma2()),
            Map.entry("gemma4", new Gemma4()),
            Map.entry("phi3", new Phi3()),
            Map.entry("gpt-oss", new GptOss()),
            Map.entry("glm4moe", new Glm4Moe()),
            Map.entry("deepseek2", new DeepSeek2()),
            Map.entry("command-r", new CommandR()),
            Map.entry("cohere2", new CommandR()),
            Map.entry("mamba2", new Mamba2()),
            Map.entry("qwen3next", new QwenDelta()),
            Map.entry("qwen35", new QwenDelta()),
            Map.entry("qwen35moe", new QwenDelta()));

    private Families() {}

    /** Returns the family of an architecture; empty if its graph is not described. */
    public static Optional<Family> of(String architecture) {
        return Optional.ofNullable(BY_ARCHITECTURE.get(architecture));
    }

    /** Returns the architectures whose graphs are described. */
    public static Set<String> architectures() {
        return BY_ARCHITECTURE.keySet();
    }
}
