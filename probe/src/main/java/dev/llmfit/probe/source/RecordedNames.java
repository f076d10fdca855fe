package dev.llmfit.probe.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a recording keeps, and under which name. */
public final class RecordedNames {
    /** The variables that decide what runtimes see; no other variable is recorded. */
    public static final List<String> VARIABLES = List.of(
            "CUDA_VISIBLE_DEVICES",
            "CUDA_DEVICE_ORDER",
            "NVIDIA_VISIBLE_DEVICES",
            "HIP_VISIBLE_DEVICES",
            "ROCR_VISIBLE_DEVICES",
            "GPU_DEVICE_ORDINAL",
            "HSA_OVERRIDE_GFX_VERSION",
            "ONEAPI_DEVICE_SELECTOR",
            "GGML_VK_VISIBLE_DEVICES",
            "GGML_CUDA_DEVICES",
            "GGML_CUDA_ENABLE_UNIFIED_MEMORY",
            "WSL_DISTRO_NAME",
            "WSL_INTEROP",
            "KUBERNETES_SERVICE_HOST",
            "TERMUX_VERSION",
            "PROCESSOR_IDENTIFIER",
            "PROCESSOR_ARCHITECTURE",
            "PROCESSOR_ARCHITEW6432",
            "container");

    private RecordedNames() {}

    /** Returns the variables of {@link #VARIABLES} that are set. */
    public static Map<String, String> relevant(Map<String, String> environment) {
        Map<String, String> kept = new HashMap<>();
        for (String name : VARIABLES) {
            String value = environment.get(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return Map.copyOf(kept);
    }

    /** Returns the name of the entry of a command line. */
    public static String ofCommand(List<String> command) {
        StringBuilder name = new StringBuilder();
        for (char c : String.join(" ", command).toCharArray()) {
            name.append(Character.isLetterOrDigit(c) || c == '-' || c == '.' ? c : '_');
        }
        return name.substring(0, Math.min(120, name.length())) + ".txt";
    }
}
