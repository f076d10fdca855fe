package dev.llmfit.recommend.fit;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.HostCopies;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.MemoryEstimator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Exact sizes of launches of one file, each computed once. */
public final class Sizer {
    private final MemoryEstimator estimator;
    private final Model model;
    private final List<DeviceMemory> devices;
    private final EngineBuild build;
    private final Map<LaunchOptions, Optional<Estimate>> known = new HashMap<>();

    /** Launches that are known to overfill a device, and about by how much. */
    private final Map<LaunchOptions, Estimate> overfull = new HashMap<>();

    public Sizer(MemoryEstimator estimator, Model model, List<DeviceMemory> devices, EngineBuild build) {
        this.estimator = estimator;
        this.model = model;
        this.devices = devices;
        this.build = build;
    }

    /**
     * Returns the sizes as {@link #size} does; but of a launch that clearly overfills a device only about, with the compute buffers of
     * another launch much like it. What fits is exact.
     */
    public Optional<Estimate> tried(LaunchOptions options, Budgets budgets) {
        Estimate before = overfull.get(options);
        if (before != null) {
            return Optional.of(before).filter(e -> !e.attentionOnCpu());
        }
        Optional<Estimate> exact = known.get(options);
        if (exact != null || options.loadMtp()) {
            return size(options);
        }
        Overfull enough = new Overfull(budgets);
        try {
            Estimate estimate = estimator.estimate(model, devices, options, build, enough);
            Optional<Estimate> sized = Optional.of(estimate).filter(e -> !e.attentionOnCpu());
            if (enough.last) {
                overfull.put(options, estimate);
            } else {
                known.put(options, sized);
            }
            return sized;
        } catch (LaunchRefusedException e) {
            known.put(options, Optional.empty()); // as in size()
            return Optional.empty();
        }
    }

    /** Whether an estimate with too small buffers overfills a device, so that its own are not needed; remembers what it said last. */
    private static final class Overfull implements Predicate<Estimate> {
        private final Budgets budgets;
        private boolean last;

        Overfull(Budgets budgets) {
            this.budgets = budgets;
        }

        @Override
        public boolean test(Estimate estimate) {
            last = budgets.overfills(estimate);
            return last;
        }
    }

    /**
     * Returns about what a launch leaves of its tightest device, below zero, if its weights and caches alone overfill one; empty if they
     * do not. Its compute buffers are not planned.
     *
     * @param like a launch whose compute buffers are taken
     */
    public OptionalLong overfull(LaunchOptions options, Budgets budgets, Estimate like) {
        if (known.containsKey(options)) {
            return OptionalLong.empty();
        }
        try {
            Estimate least = estimator.least(model, devices, options, build);
            long compute = 0;
            for (BufferSizes device : like.devices()) {
                compute = Math.max(compute, device.compute().count());
            }
            return budgets.overfills(least) ? OptionalLong.of(budgets.headroom(least) - compute) : OptionalLong.empty();
        } catch (LaunchRefusedException e) {
            return OptionalLong.empty(); // said by size()
        }
    }

    /** Returns which matrices on the host devices copy in launches with these options. */
    public HostCopies copies(LaunchOptions options) {
        return estimator.copies(devices, options, build);
    }

    /**
     * Returns the sizes, or empty if llama.cpp would refuse the launch, or would run the attention of layers on devices on the
     * CPU, which nobody wants.
     */
    public Optional<Estimate> size(LaunchOptions options) {
        return known.computeIfAbsent(options, o -> {
            try {
                Estimate estimate = estimator.estimate(model, devices, o, build);
                return Optional.of(o.loadMtp() ? estimate.beside(ahead(o, estimate)) : estimate)
                        .filter(e -> !e.attentionOnCpu());
            } catch (LaunchRefusedException e) {
                return Optional.empty(); // a combination that cannot run is no candidate; others are tried
            }
        });
    }

    /** The second context of a launch that guesses ahead, on its weights; its cache has the types of a draft's, f16. */
    private Estimate ahead(LaunchOptions options, Estimate own) {
        LaunchOptions second =
                options.withNCtx(own.nCtx()).withTypeK(GgmlType.F16).withTypeV(GgmlType.F16);
        return estimator.nextTokenContext(model, devices, second, build).withoutWeights();
    }
}
