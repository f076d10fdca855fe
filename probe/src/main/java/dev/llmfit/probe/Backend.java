package dev.llmfit.probe;

import java.util.Locale;
import java.util.Optional;

/** The ggml backend that drives a device. */
public enum Backend {
    /** A plain GPU with CUDA-like sizes and no node optimisation; the backend of the public ground truth. */
    REFERENCE("GPU"),
    CUDA("CUDA"),
    ROCM("ROCm"),
    METAL("Metal"),
    VULKAN("Vulkan"),
    SYCL("SYCL"),
    RPC("RPC"),
    CPU("CPU");

    private final String devicePrefix;

    Backend(String devicePrefix) {
        this.devicePrefix = devicePrefix;
    }

    /** Returns what llama.cpp puts before the device index, for example {@code CUDA} in {@code CUDA0}. */
    public String devicePrefix() {
        return devicePrefix;
    }

    /** Returns the id used in JSON and profiles, for example {@code cuda}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the backend whose devices have this name: {@code CUDA0}, {@code ROCm1}, {@code MTL0}, {@code Vulkan0},
     * {@code RPC[10.0.0.2:50052]} or such a name with more behind it, as the buffers of a log have ({@code CUDA0_Split}).
     * {@code HIP} is ROCm's name in older builds. A name of no backend is a plain GPU's.
     */
    public static Backend ofDeviceName(String device) {
        int end = 0;
        while (end < device.length() && Character.isLetter(device.charAt(end))) {
            end++;
        }
        String letters = device.substring(0, end);
        return letters.equalsIgnoreCase("mtl") ? METAL : byId(letters).orElse(REFERENCE);
    }

    /** Returns the backend with this id ({@code hip} is ROCm), or empty. */
    public static Optional<Backend> byId(String id) {
        String wanted = id.equalsIgnoreCase("hip") ? "rocm" : id;
        for (Backend backend : values()) {
            if (backend.name().equalsIgnoreCase(wanted)) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }
}
