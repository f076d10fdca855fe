package dev.llmfit.answers.size;

import dev.llmfit.answers.size.SizeAnswer.AttentionOnCpu;
import dev.llmfit.answers.size.SizeAnswer.BeyondTraining;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Optional;

/** What may make a launch that fits slow or its answers poor. */
final class LaunchDoubts {
    private LaunchDoubts() {}

    /** Tells of devices that cannot run the attention of their layers. */
    static Optional<AttentionOnCpu> attentionOnCpu(SizedLaunch own, EngineBuild build) {
        if (!own.estimate().attentionOnCpu()) {
            return Optional.empty();
        }
        List<String> devices = own.estimate().layerDevice().stream()
                .filter(d -> d >= 0)
                .distinct()
                .map(d -> own.estimate().devices().get(d).name())
                .toList();
        LaunchOptions o = own.options();
        return Optional.of(new AttentionOnCpu(devices, o.typeK(), o.typeV(), build));
    }

    /** Tells of slots with a longer context than the model was trained for. */
    static Optional<BeyondTraining> beyondTraining(SizedLaunch own, Estimate all) {
        int trained = HyperParameters.of(own.model()).nCtxTrain();
        int slots = own.options().kvUnified() ? 1 : Math.max(1, own.options().nParallel());
        int slot = all.nCtx() / slots;
        return trained > 0 && slot > trained
                ? Optional.of(new BeyondTraining(own.model().name(), trained, slot))
                : Optional.empty();
    }
}
