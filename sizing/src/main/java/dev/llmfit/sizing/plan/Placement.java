package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.memory.ContextKind;
import dev.llmfit.sizing.memory.ContextMemory;
import dev.llmfit.sizing.memory.ExpertCache;
import dev.llmfit.sizing.weights.TensorOverrides;
import dev.llmfit.sizing.weights.TensorSlices;
import dev.llmfit.sizing.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A launch with everything that has a place before a graph is built.
 *
 * @param model the model
 * @param launch resolved options
 * @param layers device of each layer
 * @param backends rules of the devices in order, the CPU last
 * @param weights weights with their pools
 * @param memory caches and states with their pools
 * @param expertCache copies of experts on devices
 */
record Placement(
        PreparedModel model,
        EffectiveLaunch launch,
        LayerDevices layers,
        List<BackendProfile> backends,
        Weights weights,
        ContextMemory memory,
        ExpertCache expertCache) {
    Placement {
        backends = List.copyOf(backends);
    }

    static Placement of(PreparedModel model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return of(model, ContextKind.MAIN, devices, options, build);
    }

    static Placement of(
            PreparedModel model,
            ContextKind context,
            List<DeviceMemory> devices,
            LaunchOptions options,
            EngineBuild build) {
        EffectiveLaunch launch = new EffectiveLaunch(model.hyperParameters(), options, devices.size(), build);
        List<BackendProfile> backends = new ArrayList<>();
        for (DeviceMemory device : devices) {
            BackendProfile own = BackendProfile.of(device.backend(), build);
            backends.add(options.splitMode() == SplitMode.TENSOR ? own.joined() : own);
        }
        backends.add(BackendProfile.of(Backend.CPU, build));
        LayerDevices layers = LayerDevices.place(model.hyperParameters(), launch, devices);
        Weights weights = new Weights(
                model.layout(),
                model.hyperParameters(),
                layers,
                backends,
                new TensorOverrides(options, devices),
                model.adapters(),
                options.loadMtp() || loadsNextTokenLayers(model.hyperParameters(), build),
                build);
        ContextMemory memory = new ContextMemory(model.hyperParameters(), context, launch, layers, backends);
        double[] free = new double[devices.size()];
        Arrays.setAll(free, d -> Math.max(0, devices.get(d).free().count() - weights.bytes()[d] - memory.bytes()[d]));
        LaunchOptions cached = context == ContextKind.MAIN ? options : options.withMoeCacheMib(0);
        ExpertCache expertCache = new ExpertCache(
                model.hyperParameters(),
                new EffectiveLaunch(model.hyperParameters(), cached, devices.size(), build),
                layers,
                backends,
                weights,
                free);
        return new Placement(model, launch, layers, backends, weights, memory, expertCache);
    }

    /** Returns the bytes of weights that each of several devices holds that are one ({@code -sm tensor}). */
    long[] slicedWeights(int devices) {
        return sliced(weights.all(), devices);
    }

    /** Returns the bytes of a context without its compute buffers that each of several devices holds that are one. */
    long[] slicedContext(int devices) {
        return sliced(memory.tensors(), devices);
    }

    private long[] sliced(Collection<Tensor> tensors, int devices) {
        TensorSlices slices = new TensorSlices(
                model.hyperParameters(),
                weights.all(),
                devices,
                launch.options().tensorSplit(),
                launch.build());
        long[] bytes = new long[devices];
        for (Tensor t : tensors) {
            if (t.pool() == 0) {
                slices.add(t, backends.getFirst(), bytes);
            }
        }
        return bytes;
    }

    /** Returns the bytes of a context without its compute buffers, in each pool. */
    long[] contextBytes() {
        long[] bytes = memory.bytes();
        long[] cached = expertCache.bytes();
        Arrays.setAll(bytes, pool -> Math.addExact(bytes[pool], cached[pool]));
        return bytes;
    }

    private static boolean loadsNextTokenLayers(HyperParameters hp, EngineBuild build) {
        return !build.has(EngineSwitch.SKIPS_NEXT_TOKEN_LAYERS)
                && hp.has(ArchitectureTrait.NEXT_TOKEN_LAYERS_ONCE_LOADED);
    }

    /** Returns this placement on devices that run fused attention of any heads and cache types. */
    Placement withEveryKernel() {
        List<BackendProfile> all =
                backends.stream().map(BackendProfile::withEveryKernel).toList();
        return new Placement(model, launch, layers, all, weights, memory, expertCache);
    }
}
