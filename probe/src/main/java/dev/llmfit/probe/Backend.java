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
