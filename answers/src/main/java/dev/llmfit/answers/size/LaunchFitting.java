package dev.llmfit.answers.size;

import dev.llmfit.answers.size.Start.Fit;
import dev.llmfit.answers.size.Start.OllamaDefaults;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.ollama.OllamaLaunch;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.FittedLaunch;
import dev.llmfit.sizing.plan.ParamsFit;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What programs choose at the start of a launch: Ollama its context, llama-server what fits into a machine. */
final class LaunchFitting {
    private LaunchFitting() {}

    /**
     * Returns the launch that results.
     *
     * @param projector a projector, whose device keeps its memory free beside the target ({@code load_model} in {@code
     *     tools/server/server-context.cpp})
     * @param memory sizes a launch with a draft model beside it
     */
    static FittedLaunch fit(
            Fit fit,
            Model model,
            Machine machine,
            LaunchOptions options,
            Optional<LoadedProjector> projector,
            Function<LaunchOptions, Estimate> memory) {
        HyperParameters hyper = HyperParameters.of(model);
        int layers = hyper.nLayer() + (options.loadMtp() ? hyper.nLayerNextn() : 0);
        List<DeviceMemory> devices = DeviceMemory.of(machine);
        return new ParamsFit(
                        new ParamsFit.Shape(
                                layers, hyper.nCtxTrain(), hyper.experts().isPresent()),
                        new ParamsFit.Wish(
                                targets(fit, devices.size(), projector),
                                fit.leastContext(),
                                fit.layersGiven(),
                                machine.hostPool().installed()),
                        memory,
                        devices,
                        options)
                .fit();
    }

    /**
     * Returns the options of a question with what Ollama chooses where nothing is said.
     *
     * @param notes where that is noted
     */
    static LaunchOptions started(SizeQuestion question, SizeModel found, Machine machine, List<String> notes) {
        LaunchOptions options = question.options();
        OllamaDefaults defaults = question.start().ollama();
        if (defaults == OllamaDefaults.NONE) {
            return options;
        }
        int slots = Math.max(1, options.nParallel());
        OllamaLaunch chosen = OllamaLaunch.of(
                machine, HyperParameters.of(found.model()), found.meant().fileBytes(), options.nCtx() / slots);
        if (options.nCtx() == 0) {
            options = options.withNCtx(chosen.nCtx() * slots);
            notes.add(String.format(
                    Locale.ROOT,
                    "Without num_ctx Ollama takes %,d tokens here: it goes by the %.1f GiB of its GPUs.",
                    chosen.nCtx(),
                    chosen.vram().gib()));
        }
        return defaults == OllamaDefaults.CONTEXT
                ? options
                : options.withNBatch(chosen.nBatch()).withNUbatch(chosen.nBatch());
    }

    private static List<Bytes> targets(Fit fit, int devices, Optional<LoadedProjector> projector) {
        if (projector.flatMap(LoadedProjector::device).isEmpty() || devices == 0) {
            return fit.targets();
        }
        List<Bytes> targets = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            Bytes target = fit.targets().size() == 1
                    ? fit.targets().getFirst()
                    : d < fit.targets().size() ? fit.targets().get(d) : Bytes.ZERO;
            boolean here = projector.get().device().get() == d;
            targets.add(
                    here ? target.plus(projector.get().told().memory().device().total()) : target);
        }
        return targets;
    }
}
