package dev.llmfit.probe.live;

import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.units.Environment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Programs on the path that run models. Only looked up, not started. */
public final class InstalledEngines {
    private static final List<String> NAMES =
            List.of("llama-server", "llama-bench", "llama-cli", "ollama", "lms", "vllm", "mlx_lm.server", "koboldcpp");

    private InstalledEngines() {}

    /** Returns the programs that were found, in order of preference. */
    public static Map<String, Path> find(Environment environment) {
        ExternalTool tools = new ExternalTool(LiveSource.TOOL_LIMIT, environment);
        Map<String, Path> found = new LinkedHashMap<>();
        for (String name : NAMES) {
            tools.find(name).ifPresent(path -> found.put(name, path));
        }
        return found;
    }
}
