package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedLaunch;
import dev.llmfit.engine.log.LoggedMemory;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sizes the launch of a log with other options, on the device that a failure is about. */
final class Resizer {
    private final RunLog log;
    private final KnownModel model;
    private final String device;
    private final List<DeviceMemory> devices;
    private final GraphEstimator estimator = new GraphEstimator();
    private final Map<LaunchOptions, Optional<Estimate>> known = new HashMap<>();

    Resizer(RunLog log, KnownModel model, String device) {
        this.log = log;
        this.model = model;
        this.device = device;
        this.devices = log.memory().buffers().devices().stream()
                .map(d -> new DeviceMemory(d.name(), Backend.ofDeviceName(d.name()), free(d), free(d)))
                .toList();
    }

    /** Returns the options of the log's launch; what it does not tell is llama-server's default. */
    static LaunchOptions options(RunLog log) {
        LoggedLaunch launch = log.launch();
        LaunchOptions defaults = LaunchOptions.defaults();
        int slots = Math.max(1, launch.slots().orElse(1));
        boolean all = launch.offloaded().equals(launch.layers());
        FlashAttn flash =
                launch.flashAttn().map(on -> on ? FlashAttn.ON : FlashAttn.OFF).orElse(FlashAttn.AUTO);
        return defaults.withNCtx(launch.ctx().orElse(log.model().ctxTrain().orElse(0)))
                .withNGpuLayers(all ? -1 : launch.offloaded().orElse(-1))
                .withNBatch(launch.batch().orElse(defaults.nBatch()))
                .withNUbatch(launch.ubatch().orElse(defaults.nUbatch()))
                .withNParallel(slots)
                .withNOutputsMax(slots)
                .withKvUnified(launch.unified().orElse(false))
                .withFlashAttn(flash)
                .withTypeK(type(launch.typeK()))
                .withTypeV(type(launch.typeV()))
                .withNCpuMoe(launch.cpuMoe().orElse(0))
                .withNDraft(launch.rollbacks().orElse(0))
                .withLoadMtp(predictsNextTokens(log))
                .withNoKvOffload(launch.noKvOffload());
    }

    /** A draft without weights of its own runs on the model's layers for next-token prediction. */
    private static boolean predictsNextTokens(RunLog log) {
        List<MeasuredBuffer> draft = log.memory().buffers().draft();
        return !draft.isEmpty() && draft.stream().noneMatch(b -> b.kind() == MeasuredBuffer.Kind.WEIGHTS);
    }

    private static GgmlType type(Optional<String> name) {
        return name.flatMap(GgmlType::byName).orElse(GgmlType.F16);
    }

    Optional<BufferSizes> sizes(LaunchOptions options) {
        return estimate(options).flatMap(this::here);
    }

    Optional<BufferSizes> sizes(LaunchOptions options, String fileType) {
        return estimate(model.offer().model(fileType), options).flatMap(this::here);
    }

    KnownModel model() {
        return model;
    }

    HyperParameters shape() {
        return HyperParameters.of(model.offer().shape());
    }

    Optional<Estimate> estimate(LaunchOptions options) {
        return known.computeIfAbsent(options, o -> estimate(model.offer().model(model.fileType()), o));
    }

    private Optional<Estimate> estimate(Model shape, LaunchOptions options) {
        try {
            return Optional.of(estimator.estimate(shape, devices, options, log.build()));
        } catch (LaunchRefusedException | UnsupportedArchitectureException e) {
            return Optional.empty(); // no size, so the buffers of the log are scaled instead
        }
    }

    private Optional<BufferSizes> here(Estimate estimate) {
        if (device.equals(LoggedFailure.HOST)) {
            return Optional.of(estimate.host());
        }
        return estimate.devices().stream()
                .filter(b -> LoggedMemory.named(b.name(), device))
                .findFirst();
    }

    /** Free memory decides the split; where it is not told, the weights that lie there do. */
    private Bytes free(LoggedDevice d) {
        if (d.free().count() > 0) {
            return d.free();
        }
        Bytes held = log.memory().on(d.name()).map(BufferSizes::weights).orElse(Bytes.ZERO);
        return held.count() > 0 ? held : Bytes.ofGib(1);
    }
}
