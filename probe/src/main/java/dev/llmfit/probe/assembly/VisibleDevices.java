package dev.llmfit.probe.assembly;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hides GPUs that an environment variable hides from the runtime. Indices count the GPUs of one backend in the order of the
 * driver; {@code -1}, {@code none} and {@code void} hide all; UUIDs and PCI addresses are compared with the address read.
 */
final class VisibleDevices {
    private static final Map<String, Backend> VARIABLES = Map.of(
            "CUDA_VISIBLE_DEVICES", Backend.CUDA,
            "NVIDIA_VISIBLE_DEVICES", Backend.CUDA,
            "HIP_VISIBLE_DEVICES", Backend.ROCM,
            "ROCR_VISIBLE_DEVICES", Backend.ROCM,
            "GPU_DEVICE_ORDINAL", Backend.ROCM,
            "GGML_VK_VISIBLE_DEVICES", Backend.VULKAN);

    private VisibleDevices() {}

    /** Returns the GPUs, those that are hidden marked as excluded. */
    static List<GpuFacts> apply(List<GpuFacts> gpus, Map<String, String> environment) {
        List<GpuFacts> result = gpus;
        for (Map.Entry<String, Backend> variable : VARIABLES.entrySet()) {
            String value = environment.get(variable.getKey());
            if (value != null && selects(value)) {
                result = restrict(result, variable.getKey(), variable.getValue(), List.of(value.split(",", -1)));
            }
        }
        return result;
    }

    /** MIG identifiers and {@code all} select nothing that the list of devices does not already show. */
    private static boolean selects(String value) {
        return !value.equals("all") && !value.startsWith("MIG-");
    }

    private static List<GpuFacts> restrict(List<GpuFacts> gpus, String variable, Backend backend, List<String> wanted) {
        List<GpuFacts> result = new ArrayList<>();
        int index = 0;
        for (GpuFacts gpu : gpus) {
            if (gpu.backends().isEmpty()
                    || gpu.backends().getFirst() != backend
                    || gpu.exclusion().isPresent()) {
                result.add(gpu);
                continue;
            }
            boolean visible = isWanted(gpu, index, wanted);
            index++;
            result.add(
                    visible
                            ? gpu
                            : gpu.change()
                                    .exclusion(Optional.of(variable + " hides it."))
                                    .build());
        }
        return result;
    }

    private static boolean isWanted(GpuFacts gpu, int index, List<String> wanted) {
        for (String one : wanted) {
            String id = one.strip();
            if (id.equals(Integer.toString(index))) {
                return true;
            }
            if (id.length() > 3 && gpu.busAddress().filter(a -> a.contains(id)).isPresent()) {
                return true;
            }
            if (id.startsWith("GPU-")) {
                return true; // the order of UUIDs is not known here; the runtime decides
            }
        }
        return false;
    }
}
