package dev.llmfit.recommend.fit;

import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.MemoryEstimator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exact sizes of launches of one file, each computed once. */
public final class Sizer {
    private final MemoryEstimator estimator;
    private final Model model;
    private final List<DeviceMemory> devices;
    private final EngineBuild build;
    private final Map<LaunchOptions, Optional<Estimate>> known = new HashMap<>();

    public Sizer(MemoryEstimator estimator, Model model, List<DeviceMemory> devices, EngineBuild build) {
        this.estimator = estimator;
        this.model = model;
        this.devices = devices;
        this.build = build;
    }

    /**
     * Returns the sizes, or empty if llama.cpp would refuse the launch, or would run the attention of layers on devices on the
     * CPU, which nobody wants.
     */
    public Optional<Estimate> size(LaunchOptions options) {
        return known.computeIfAbsent(options, o -> {
            try {
                return Optional.of(estimator.estimate(model, devices, o, build)).filter(e -> !e.attentionOnCpu());
            } catch (LaunchRefusedException e) {
                return Optional.empty(); // a combination that cannot run is no candidate; others are tried
            }
        });
    }
}
