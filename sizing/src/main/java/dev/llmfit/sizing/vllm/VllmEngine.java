package dev.llmfit.sizing.vllm;

import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineFigure.Trust;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineValue.SizeRange;
import dev.llmfit.sizing.engines.LaunchArgument;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.vllm.VllmSize.Plans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** vLLM: {@code vllm serve}. */
public final class VllmEngine implements SizedEngine {
    /** Its name in questions. */
    public static final String ID = "vllm";

    static final String TITLE = "vLLM";

    /** The default of {@code gpu_memory_utilization} ({@code config/cache.py}). */
    public static final double USUAL_SHARE = VllmArguments.UTILIZATION_NOW;

    /** Names of GPUs that mean one board among vLLM's users: the one in servers, with its largest usual memory. */
    private static final Map<String, String> BOARDS = Map.of(
            "h100", "h100-sxm5-80g",
            "h200", "h200-sxm-141g",
            "a100", "a100-sxm4-80g",
            "b200", "b200-sxm-180g");

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public boolean isRecommended() {
        return true;
    }

    @Override
    public List<LaunchArgument> arguments() {
        return VllmArguments.ALL;
    }

    @Override
    public Optional<String> hardware(LaunchArguments launch) {
        return launch.word(VllmArguments.GPU).map(name -> BOARDS.getOrDefault(name, name));
    }

    @Override
    public boolean needsNoMachine(LaunchArguments launch) {
        return false; // defaults and blocks depend on the GPU
    }

    @Override
    public VllmSize size(EngineModel model, LaunchArguments launch, Optional<Machine> machine) {
        Machine place = machine.orElseThrow(
                () -> new LaunchArgumentException("the launch names no GPU: give '" + VllmArguments.GPU + "'"));
        VllmLaunch resolved = new VllmArguments(model, launch, VllmGpu.of(place)).launch();
        VllmSupport.obstacle(place, resolved.release()).ifPresent(VllmEngine::refuse);
        boolean here = launch.word(VllmArguments.GPU).isEmpty()
                && launch.size(VllmArguments.AVAILABLE).isEmpty();
        if (here) { // what a named GPU has free is nobody's to know
            VllmSupport.unfree(place, resolved.memory().utilization()).ifPresent(VllmEngine::refuse);
        }
        return size(model, resolved);
    }

    private static void refuse(String why) {
        throw new LaunchRefusedException(TITLE, why);
    }

    /** Returns why the newest release does not run on a machine, without a final stop; empty if it does. */
    public Optional<String> obstacle(Machine machine) {
        return VllmSupport.obstacle(machine, VllmRelease.NEWEST);
    }

    /**
     * Sizes a launch on several computers that are like one.
     *
     * @throws LaunchRefusedException if vLLM would refuse the launch whatever memory there is
     */
    public VllmSize size(EngineModel model, LaunchArguments launch, VllmGpu gpus) {
        return size(model, new VllmArguments(model, launch, gpus).launch());
    }

    /** Returns the largest {@code gpu_memory_utilization} of two decimals that a machine's GPUs have free. */
    public static double freeShare(Machine machine) {
        return VllmSupport.freeShare(machine);
    }

    /** Sizes a launch of which everything is resolved. */
    public VllmSize size(EngineModel model, VllmLaunch launch) {
        VllmClass traits = VllmClass.of(model);
        if (traits.has(VllmTrait.UNSUPPORTED)) {
            refuse("it has no class for models like " + model.id());
        }
        VllmFormats formats = VllmFormats.of(model, launch);
        formats.refusal().ifPresent(VllmEngine::refuse);
        List<Long> weights = VllmWeights.of(model, launch);
        VllmCaches caches = VllmCaches.of(model, launch);
        VllmBudget budget = VllmBudget.of(model, launch);
        OptionalLong known = launch.memory().availableBytes().isPresent()
                ? launch.memory().availableBytes()
                : launch.memory().cacheBytes();
        List<SizeRange> left = weights.stream()
                .map(w -> known.isPresent()
                        ? new SizeRange(known.getAsLong(), known.getAsLong(), known.getAsLong())
                        : budget.left(w))
                .toList();
        VllmPlan mid =
                VllmPlan.of(caches, launch, left.stream().map(SizeRange::mid).toList());
        Plans plans = known.isPresent()
                ? new Plans(mid, mid, mid)
                : new Plans(
                        VllmPlan.of(
                                caches,
                                launch,
                                left.stream().map(SizeRange::low).toList()),
                        mid,
                        VllmPlan.of(
                                caches,
                                launch,
                                left.stream().map(SizeRange::high).toList()));
        SizeRange tightest = new SizeRange(
                left.stream().mapToLong(SizeRange::low).min().orElse(0),
                left.stream().mapToLong(SizeRange::mid).min().orElse(0),
                left.stream().mapToLong(SizeRange::high).min().orElse(0));
        VllmSize size = new VllmSize(
                model.id(), launch, weights, budget, tightest, plans, kept(formats), notes(model, launch, traits));
        size.overfull().ifPresent(VllmEngine::refuse);
        return size;
    }

    private static VllmSize.Kept kept(VllmFormats formats) {
        return new VllmSize.Kept(formats.title(), formats.areExact() ? Trust.EXACT : Trust.NEAR);
    }

    private static List<String> notes(EngineModel model, VllmLaunch launch, VllmClass traits) {
        List<String> notes = new ArrayList<>();
        if (!traits.known()) {
            notes.add("vLLM's class of " + model.id()
                    + " was not compared: its layers are taken to be split like those of others.");
        }
        if (traits.has(VllmTrait.ENCODER)) {
            notes.add("It encodes and generates nothing, so there is no KV cache.");
        }
        if (launch.release().compareTo(VllmRelease.NEWEST) > 0) {
            notes.add(launch.release() + " is newer than " + VllmRelease.NEWEST + ", whose rules are taken.");
        } else if (launch.release().compareTo(VllmRelease.OLDEST) < 0) {
            notes.add(
                    launch.release() + " is older than " + VllmRelease.OLDEST + ", the oldest whose rules were read.");
        }
        if (!launch.gpu().known()) {
            notes.add("The rules of CUDA are taken for " + launch.gpu().name()
                    + "; which kernels vLLM picks there was not read.");
        }
        VllmTiles.note(model, launch).ifPresent(notes::add);
        model.stored().ifPresent(stored -> notes.addAll(VllmFormats.notes(stored)));
        if (launch.weights().quantization() != VllmQuantization.NONE) {
            notes.add("Every linear layer is taken to be quantized; a published checkpoint keeps some in 16 bits, which"
                    + " its config.json lists.");
        }
        if (launch.drafts().areNextTokens()) {
            notes.add("The " + model.traits().nextTokenLayers()
                    + " layers for next-token prediction are counted in weights and cache.");
        }
        return notes;
    }
}
