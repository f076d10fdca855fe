package dev.llmfit.cli.size;

import dev.llmfit.cli.shell.Session;
import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Explanation;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.speed.SpeedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One launch of a model on a machine, sized.
 *
 * @param model shape and tensor types
 * @param machine where it would run
 * @param options launch options
 * @param build llama.cpp build that was modelled
 * @param estimate its buffers
 * @param lines buffers beside what is free, devices first, the host last
 * @param projector the projector loaded beside it; its buffers are part of the estimate
 * @param draft the draft model loaded beside it; its buffers are part of the estimate
 */
public record SizedLaunch(
        Model model,
        Machine machine,
        LaunchOptions options,
        EngineBuild build,
        Estimate estimate,
        List<MemoryLine> lines,
        Optional<SizedProjector> projector,
        Optional<SizedDraft> draft) {

    /** Speed is stated for llama-bench's default tests. */
    private static final int PROMPT = 512;

    private static final int GENERATED = 128;

    /** Sizes a launch. */
    public static SizedLaunch of(
            Model model, Machine machine, LaunchOptions options, EngineBuild build, MemoryEstimator estimator) {
        Estimate estimate = estimator.estimate(model, DeviceMemory.of(machine), options, build);
        return new SizedLaunch(
                model,
                machine,
                options,
                build,
                estimate,
                MemoryLine.of(machine, estimate),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Returns this launch with a draft model beside it, as llama-server loads one for {@code -md}: with the same context and
     * slots ({@code common_speculative} in {@code common/speculative.cpp}).
     *
     * @param second the draft model
     * @param own cache types and layers of the draft model
     * @param nDraft tokens drafted in a round; 0 if it is loaded and not used
     */
    public SizedLaunch withDraft(Model second, LaunchOptions own, int nDraft, MemoryEstimator estimator) {
        LaunchOptions draftOptions = own.withNCtx(estimate.nCtx())
                .withNBatch(options.nBatch())
                .withNUbatch(options.nUbatch())
                .withNParallel(options.nParallel())
                .withKvUnified(options.kvUnified())
                .withNOutputsMax(options.nParallel())
                .withFlashAttn(options.flashAttn())
                .withTensorSplit(options.tensorSplit())
                .withSplitMode(options.splitMode())
                .withMainGpu(options.mainGpu());
        Estimate its = estimator.estimate(second, DeviceMemory.of(machine), draftOptions, build);
        Estimate both = estimate.beside(its);
        return new SizedLaunch(
                model,
                machine,
                options,
                build,
                both,
                MemoryLine.of(machine, both),
                projector,
                Optional.of(new SizedDraft(second, draftOptions, its, nDraft)));
    }

    /** Returns this launch with a projector beside it. */
    public SizedLaunch withProjector(SizedProjector loaded) {
        Estimate both = estimate.beside(loaded.estimate(estimate));
        return new SizedLaunch(
                model, machine, options, build, both, MemoryLine.of(machine, both), Optional.of(loaded), draft);
    }

    /** Returns where the memory goes. */
    public Explanation explain(GraphEstimator estimator) {
        return estimator.explain(model, DeviceMemory.of(machine), options, build);
    }

    /**
     * Returns the same launch with one more layer on the GPUs; empty where all are there, where the number was not chosen,
     * or where llama.cpp would refuse it.
     */
    Optional<SizedLaunch> oneMoreLayer(MemoryEstimator estimator) {
        int layers = estimate.layerDevice().size();
        if (options.nGpuLayers() < 0
                || options.nGpuLayers() >= layers
                || machine.devices().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(of(model, machine, options.withNGpuLayers(options.nGpuLayers() + 1), build, estimator));
    }

    /** Returns the expected speed with an empty context; empty if the bandwidth of a device is not known. */
    public Optional<SpeedEstimate> speed() {
        return LaunchSpeed.of(machine, Optional.empty())
                .map(hardware -> speeds(model).predict(request(hardware, model, options, estimate)));
    }

    /** Returns the expected speed with the draft model's help; empty without one, or where it is not used. */
    public Optional<SpeedRange> speculativeSpeed() {
        if (draft.isEmpty() || draft.get().nDraft() == 0) {
            return Optional.empty();
        }
        SizedDraft d = draft.get();
        return LaunchSpeed.of(machine, Optional.empty())
                .map(hardware -> SpeculativeSpeed.generation(
                        speeds(model),
                        request(hardware, model, options, estimate),
                        request(hardware, d.model(), d.options(), d.estimate()),
                        d.nDraft()));
    }

    /** Returns generation in each slot while all are busy; empty for one slot. Together they give that times the slots. */
    public Optional<SpeedRange> speedOfEachSlot() {
        if (options.nParallel() < 2) {
            return Optional.empty();
        }
        return LaunchSpeed.of(machine, Optional.empty())
                .map(hardware -> speeds(model)
                        .generation(request(hardware, model, options, estimate).withSequences(options.nParallel())));
    }

    private SpeedModel speeds(Model one) {
        return SpeedModel.bundled().withEvidence(Session.bench().evidence().of(machine, one));
    }

    private static SpeedRequest request(LaunchSpeed hardware, Model one, LaunchOptions options, Estimate estimate) {
        return hardware.request(
                ModelWork.of(one, HyperParameters.of(one)),
                options,
                estimate.layerDevice(),
                estimate.flashAttn(),
                PROMPT,
                GENERATED,
                0);
    }

    /** Returns launches of the same layout that failed here for want of memory and speak against this one. */
    public List<FailedLaunch> failures() {
        return Session.bench().failures().against(machine, model, estimate);
    }

    /** Returns a sentence if a slot has more tokens than the model was trained for; llama-server then caps it ({@code server-context.cpp}). */
    public Optional<String> beyondTraining() {
        int trained = HyperParameters.of(model).nCtxTrain();
        int slots = options.kvUnified() ? 1 : Math.max(1, options.nParallel());
        return trained > 0 && estimate.nCtx() / slots > trained
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s was trained for %,d tokens; a slot of %,d is understood no further, and llama-server caps it there.",
                        model.name(),
                        trained,
                        estimate.nCtx() / slots))
                : Optional.empty();
    }

    /** Returns whether every pool has room for what this launch puts there. */
    public boolean fits() {
        return lines.stream().allMatch(line -> line.left() >= 0);
    }
}
