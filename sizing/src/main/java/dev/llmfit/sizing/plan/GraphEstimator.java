package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Estimate.ComputeBasis;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.HostCopies;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.families.Family;
import dev.llmfit.sizing.memory.ContextKind;
import dev.llmfit.sizing.plan.PlannedBuffers.Planned;
import dev.llmfit.units.AbandonedException;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Sizes launches by doing on paper what llama.cpp does in memory: it places weights and caches, builds the compute graphs
 * and plans their buffers. For architectures without a described graph the buffers are estimated by closed forms. Safe for
 * use by several threads.
 */
public final class GraphEstimator implements MemoryEstimator {
    /**
     * Bytes of memory that models and their planned launches may take: a seventh of the 300 MB that the launcher gives {@code serve}, which
     * keeps one estimator for all it is asked. Judgement.
     */
    static final long KEPT_BYTES = 40L << 20;

    /** Models by identity: a search asks about one model many times. The one used longest ago goes first. */
    private final IdentityHashMap<Model, Kept> prepared = new IdentityHashMap<>();

    private long uses;
    private final long keptBytes;
    private final List<Model> adapters;
    private final boolean everyKernel;

    private static final class Kept {
        private final PreparedModel model;
        private long lastUse;

        Kept(PreparedModel model, long lastUse) {
            this.model = model;
            this.lastUse = lastUse;
        }
    }

    /** Creates an estimator of models as they are. */
    public GraphEstimator() {
        this(KEPT_BYTES);
    }

    /** Creates an estimator whose models and planned launches take no more than so many bytes of memory. */
    GraphEstimator(long keptBytes) {
        this(List.of(), false, keptBytes);
    }

    private GraphEstimator(List<Model> adapters, boolean everyKernel, long keptBytes) {
        this.keptBytes = keptBytes;
        this.adapters = List.copyOf(adapters);
        this.everyKernel = everyKernel;
    }

    /** Returns an estimator that applies these LoRA adapters to every model that it sizes. */
    public GraphEstimator withAdapters(List<Model> files) {
        return new GraphEstimator(files, everyKernel, keptBytes);
    }

    /**
     * Returns an estimator for devices that are given by their memory and a backend's rules of allocation, and are taken to run fused
     * attention of any heads and cache types, as llama.cpp's sources built with every kernel would.
     */
    public GraphEstimator withEveryKernel() {
        return new GraphEstimator(adapters, true, keptBytes);
    }

    @Override
    public Estimate estimate(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return estimate(prepared(model), devices, options, build);
    }

    @Override
    public Estimate estimate(
            Model model,
            List<DeviceMemory> devices,
            LaunchOptions options,
            EngineBuild build,
            Predicate<Estimate> enough) {
        return estimate(prepared(model), devices, options, build, enough);
    }

    @Override
    public HostCopies copies(List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        int tokens = Math.min(options.nCtx(), options.nUbatch());
        List<BackendProfile> profiles =
                devices.stream().map(d -> BackendProfile.of(d.backend(), build)).toList();
        return new HostCopies(
                options.opOffload() && profiles.stream().anyMatch(p -> tokens >= p.offloadMinBatch()),
                profiles.stream().anyMatch(BackendProfile::hostBuffer));
    }

    private PreparedModel prepared(Model model) {
        synchronized (prepared) {
            Kept known = prepared.get(model);
            if (known != null) {
                known.lastUse = ++uses;
                return known.model;
            }
        }
        PreparedModel made =
                PreparedModel.of(model, adapters, Math.min(PreparedModel.PLANS_BYTES, keptBytes / 2), this::bound);
        synchronized (prepared) {
            prepared.putIfAbsent(model, new Kept(made, ++uses));
        }
        bound();
        return made;
    }

    /** Drops models that were used longest ago, with their launches, until the others take no more than they may. */
    private void bound() {
        synchronized (prepared) {
            long held = heldBytes();
            while (held > keptBytes && prepared.size() > 1) {
                Model oldest = Collections.min(prepared.entrySet(), Comparator.comparingLong(e -> e.getValue().lastUse))
                        .getKey();
                prepared.remove(oldest);
                held = heldBytes();
            }
        }
    }

    /** Returns how many bytes of memory the models and their launches take, about. */
    long heldBytes() {
        synchronized (prepared) {
            return prepared.values().stream()
                    .mapToLong(k -> k.model.heldBytes())
                    .sum();
        }
    }

    /** As {@link #estimate(Model, List, LaunchOptions, EngineBuild)}, for a model prepared once. */
    public Estimate estimate(
            PreparedModel model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return estimate(model, devices, options, build, any -> false);
    }

    private Estimate estimate(
            PreparedModel model,
            List<DeviceMemory> devices,
            LaunchOptions options,
            EngineBuild build,
            Predicate<Estimate> enough) {
        AbandonedException.ifInterrupted();
        UsedDevices used = UsedDevices.of(devices, options);
        Placement placement = placement(model, used, options, build);
        Optional<Family> family = model.family();
        if (family.isEmpty() && !adapters.isEmpty()) {
            throw new UnsupportedArchitectureException(
                    "LoRA on architecture", model.hyperParameters().architecture());
        }
        if (family.isEmpty()) {
            boolean flashAttention = placement.launch().flashAttn() != FlashAttn.OFF;
            long[] bytes = new ClosedForms(placement).bytes();
            return result(devices, used, placement, bytes, ComputeBasis.CLOSED_FORM, flashAttention, false);
        }
        PlannedBuffers.Launch launch = new PlannedBuffers.Launch(ContextKind.MAIN, placement);
        Function<Planned, Estimate> estimate = buffers -> planned(devices, used, placement, buffers);
        Optional<Planned> like = model.planned().like(launch);
        return like.filter(l -> enough.test(estimate.apply(l.careful())))
                .map(estimate)
                .or(() -> like.or(() -> model.planned().least(launch))
                        .filter(l -> enough.test(estimate.apply(l.none())))
                        .map(estimate))
                .orElseGet(() -> estimate.apply(model.planned().of(launch, family.get())));
    }

    @Override
    public Estimate least(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        AbandonedException.ifInterrupted();
        UsedDevices used = UsedDevices.of(devices, options);
        Placement placement = placement(prepared(model), used, options, build);
        long[] none = new long[used.list().size() + 1];
        boolean flashAttention = placement.launch().flashAttn() != FlashAttn.OFF;
        return result(devices, used, placement, none, ComputeBasis.GRAPH, flashAttention, false);
    }

    /**
     * Sizes a context on the layers for next-token prediction ({@code --spec-type draft-mtp}) with the weights it runs on; leave them
     * out for a second context of a model that is loaded. As llama-server makes it: no states to roll back to, one row of logits for each slot
     * ({@code common_speculative_init_result}).
     *
     * @param options those of the model's own context, with the types of the draft's caches
     * @throws LaunchRefusedException if the model has no such layers, or llama.cpp cannot compute them
     */
    @Override
    public Estimate nextTokenContext(
            Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return nextTokenContext(prepared(model), devices, options, build);
    }

    /** As {@link #nextTokenContext(Model, List, LaunchOptions, EngineBuild)}, for a model prepared once. */
    public Estimate nextTokenContext(
            PreparedModel model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        AbandonedException.ifInterrupted();
        HyperParameters hp = model.hyperParameters();
        if (hp.nLayerNextn() == 0) {
            throw new LaunchRefusedException(
                    "--spec-type draft-mtp needs layers for next-token prediction, and this file has none");
        }
        Family family = model.nextToken()
                .orElseThrow(() -> new UnsupportedArchitectureException("next-token prediction of", hp.architecture()));
        if (options.splitMode() == SplitMode.TENSOR) {
            throw new LaunchRefusedException("a second context with -sm tensor is not modelled");
        }
        LaunchOptions own = options.withLoadMtp(true).withNDraft(0).withNOutputsMax(Math.max(1, options.nParallel()));
        UsedDevices used = UsedDevices.of(devices, own);
        Placement placement = kernels(Placement.of(model, ContextKind.NEXT_TOKEN, used.list(), own, build));
        return planned(
                devices,
                used,
                placement,
                model.planned().of(new PlannedBuffers.Launch(ContextKind.NEXT_TOKEN, placement), family));
    }

    /**
     * Returns where the memory of a launch goes and what would save some.
     *
     * @throws LaunchRefusedException if llama.cpp refuses the launch
     * @throws UnsupportedArchitectureException if the architecture is not modelled
     */
    public Explanation explain(Model model, List<DeviceMemory> devices, LaunchOptions options, EngineBuild build) {
        return new Explainer(this, prepared(model), devices, options, build).explain();
    }

    /** Returns where a launch puts weights and caches, on devices with the kernels that they are taken to have. */
    Placement placement(PreparedModel model, UsedDevices used, LaunchOptions options, EngineBuild build) {
        return kernels(Placement.of(model, used.list(), options, build));
    }

    private Placement kernels(Placement placement) {
        return everyKernel ? placement.withEveryKernel() : placement;
    }

    private static Estimate planned(
            List<DeviceMemory> devices, UsedDevices used, Placement placement, Planned buffers) {
        long[] bytes = new long[used.list().size() + 1];
        Arrays.setAll(bytes, buffers::of);
        return result(
                devices,
                used,
                placement,
                bytes,
                ComputeBasis.GRAPH,
                buffers.flashAttention(),
                buffers.attentionOnCpu());
    }

    private static Estimate result(
            List<DeviceMemory> devices,
            UsedDevices used,
            Placement placement,
            long[] compute,
            ComputeBasis basis,
            boolean flashAttention,
            boolean attentionOnCpu) {
        long[] weights = placement.weights().bytes();
        long[] context = placement.contextBytes();
        List<BufferSizes> sizes = used.joined() > 0
                ? sliced(devices, placement, compute[0])
                : sizes(devices, used, weights, context, compute);
        List<Integer> layerDevice = new ArrayList<>();
        for (int il = 0; il < placement.layers().count(); il++) {
            layerDevice.add(used.deviceOf(placement.layers().pool(il)));
        }
        Map<String, Integer> moved = new HashMap<>();
        placement.weights().moved().forEach((name, pool) -> moved.put(name, used.deviceOf(pool)));
        return new Estimate(
                placement.launch().nCtx(),
                sizes,
                sizes("host", used.list().size(), weights, context, compute),
                layerDevice,
                moved,
                basis,
                flashAttention,
                attentionOnCpu,
                placement.weights().mapped(),
                placement.memory().growth());
    }

    private static List<BufferSizes> sizes(
            List<DeviceMemory> devices, UsedDevices used, long[] weights, long[] context, long[] compute) {
        List<BufferSizes> sizes = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            String name = devices.get(d).name();
            int pool = used.poolOf(d);
            sizes.add(
                    pool < 0
                            ? new BufferSizes(name, Bytes.ZERO, Bytes.ZERO, Bytes.ZERO)
                            : sizes(name, pool, weights, context, compute));
        }
        return sizes;
    }

    /** Each device has its part of weights and caches, and the whole compute buffer. */
    private static List<BufferSizes> sliced(List<DeviceMemory> devices, Placement placement, long compute) {
        long[] weights = placement.slicedWeights(devices.size());
        long[] context = placement.slicedContext(devices.size());
        List<BufferSizes> sizes = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            sizes.add(new BufferSizes(
                    devices.get(d).name(), Bytes.of(weights[d]), Bytes.of(context[d]), Bytes.of(compute)));
        }
        return sizes;
    }

    private static BufferSizes sizes(String name, int pool, long[] weights, long[] context, long[] compute) {
        return new BufferSizes(name, Bytes.of(weights[pool]), Bytes.of(context[pool]), Bytes.of(compute[pool]));
    }
}
