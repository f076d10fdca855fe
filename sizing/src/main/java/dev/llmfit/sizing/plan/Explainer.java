package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.Explanation.Cache;
import dev.llmfit.sizing.Explanation.Item;
import dev.llmfit.sizing.Explanation.Peak;
import dev.llmfit.sizing.Explanation.Saving;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.memory.KeptMemory;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Explains where the memory of one launch goes, by looking at the plan and by trying other options. */
final class Explainer {
    /** Lines that a reader takes in at a glance; judgement. */
    private static final int LARGEST_WEIGHTS = 10;

    private final GraphEstimator estimator;
    private final PreparedModel model;
    private final List<DeviceMemory> devices;
    private final LaunchOptions options;
    private final EngineBuild build;

    Explainer(
            GraphEstimator estimator,
            PreparedModel model,
            List<DeviceMemory> devices,
            LaunchOptions options,
            EngineBuild build) {
        this.estimator = estimator;
        this.model = model;
        this.devices = devices;
        this.options = options;
        this.build = build;
    }

    Explanation explain() {
        Estimate estimate = estimator.estimate(model, devices, options, build);
        UsedDevices used = UsedDevices.of(devices, options);
        Placement placement = estimator.placement(model, used, options, build);
        List<String> places = new ArrayList<>();
        used.list().forEach(d -> places.add(d.name()));
        places.add("host");
        List<Cache> caches = new ArrayList<>();
        for (KeptMemory use : placement.memory().uses(placement.backends())) {
            caches.add(new Cache(use.kind(), use.layers(), use.cells(), Bytes.of(use.bytes())));
        }
        placement
                .expertCache()
                .use()
                .ifPresent(use -> caches.add(new Cache(use.kind(), use.layers(), use.cells(), Bytes.of(use.bytes()))));
        return new Explanation(
                estimate, peaks(placement, places), caches, largestWeights(placement, places), savings(estimate));
    }

    private List<Peak> peaks(Placement placement, List<String> places) {
        PeakRecorder recorder = new PeakRecorder(places);
        return recorder.peaks(model.family()
                .map(family -> new ComputeBuffers(placement, family).observePrompt(recorder))
                .orElseGet(() -> new long[places.size()]));
    }

    private static List<Item> largestWeights(Placement placement, List<String> places) {
        return placement.weights().all().stream()
                .sorted(Comparator.comparingLong(t -> -t.bytes()))
                .limit(LARGEST_WEIGHTS)
                .map(t -> new Item(t.name() + " " + t.type().ggmlName(), places.get(t.pool()), Bytes.of(t.bytes())))
                .toList();
    }

    private List<Saving> savings(Estimate now) {
        List<Saving> savings = new ArrayList<>();
        alternatives().forEach((change, other) -> {
            long saved = relevant(now) - relevantOr(other, relevant(now));
            if (saved > 0) {
                savings.add(new Saving(change, Bytes.of(saved)));
            }
        });
        savings.sort(Comparator.comparing(Saving::saved).reversed());
        return savings;
    }

    /** The relevant memory of other options, or {@code refused} if llama.cpp refuses them. */
    private long relevantOr(LaunchOptions other, long refused) {
        try {
            return relevant(estimator.estimate(model, devices, other, build));
        } catch (LaunchRefusedException e) {
            return refused;
        }
    }

    private Map<String, LaunchOptions> alternatives() {
        Map<String, LaunchOptions> changes = new LinkedHashMap<>();
        int ctx = options.nCtx() > 0 ? options.nCtx() : model.hyperParameters().nCtxTrain();
        changes.put("-c " + ctx / 2, options.withNCtx(ctx / 2));
        if (options.nUbatch() > 128) {
            int half = options.nUbatch() / 2;
            changes.put("-ub " + half, options.withNUbatch(half));
        }
        if (!options.typeK().isQuantized() && options.flashAttn() != FlashAttn.OFF) {
            changes.put("-ctk q8_0 -ctv q8_0", options.withTypeK(GgmlType.Q8_0).withTypeV(GgmlType.Q8_0));
        }
        if (options.flashAttn() == FlashAttn.OFF) {
            changes.put("-fa on", options.withFlashAttn(FlashAttn.ON));
        }
        if (options.swaFull()) {
            changes.put("without --swa-full", options.withSwaFull(false));
        }
        if (options.nParallel() > 1) {
            changes.put("-np 1", options.withNParallel(1).withNOutputsMax(Math.min(1, options.nOutputsMax())));
        }
        if (!devices.isEmpty()) {
            addOffloads(changes);
        }
        return changes;
    }

    private void addOffloads(Map<String, LaunchOptions> changes) {
        if (model.hyperParameters().experts().isPresent()
                && options.nCpuMoe() < model.hyperParameters().nLayer()) {
            changes.put("-cmoe", options.withNCpuMoe(Integer.MAX_VALUE));
        }
        if (!options.noKvOffload()) {
            changes.put("-nkvo", options.withNoKvOffload(true));
        }
        int layers = model.hyperParameters().nLayerAll() + 1;
        int offloaded = options.nGpuLayers() < 0 ? layers : Math.min(layers, options.nGpuLayers());
        if (offloaded > 0) {
            changes.put("-ngl " + (offloaded - 1), options.withNGpuLayers(offloaded - 1));
        }
    }

    /** The memory that is short: the devices', or without devices the host's. */
    private long relevant(Estimate estimate) {
        return devices.isEmpty()
                ? estimate.host().total().count()
                : estimate.devices().stream().mapToLong(d -> d.total().count()).sum();
    }
}
