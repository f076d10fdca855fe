package dev.llmfit.engine.verify;

import dev.llmfit.engine.Launch;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Optional;

/** What to try when a launch cannot get its memory: first half the context, then fewer layers on the GPUs. */
final class SmallerPlans {
    /** Less holds no conversation; judgement, as in the search. */
    private static final int LEAST_CONTEXT = 2048;

    private SmallerPlans() {}

    /** Returns the next smaller launch of the same model. */
    static Optional<VerifyTask> after(VerifyTask failed) {
        LaunchOptions o = failed.launch().options();
        int context = o.nCtx() == 0 ? integer(failed, ".context_length", 4096) : o.nCtx();
        if (context / 2 >= LEAST_CONTEXT) {
            return Optional.of(with(failed, o.withNCtx(context / 2)));
        }
        int layers = integer(failed, ".block_count", 1) + 1;
        int onGpu = o.nGpuLayers() < 0 ? layers : Math.min(layers, o.nGpuLayers());
        return onGpu > 1 ? Optional.of(with(failed, o.withNGpuLayers(onGpu * 3 / 4))) : Optional.empty();
    }

    private static int integer(VerifyTask task, String key, int otherwise) {
        long value = task.model()
                .metadata()
                .integer(task.model().architecture() + key)
                .orElse(otherwise);
        return Math.toIntExact(Math.clamp(value, 1, Integer.MAX_VALUE));
    }

    private static VerifyTask with(VerifyTask task, LaunchOptions options) {
        return task.withLaunch(
                new Launch(options, task.launch().threads(), task.launch().rpcServers()));
    }
}
