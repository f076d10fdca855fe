package dev.llmfit.engine.verify;

import dev.llmfit.engine.Launch;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Optional;

/** What to try when a launch cannot get its memory: first half the context, then fewer layers on the GPUs. */
final class SmallerPlans {
    private static final int LEAST_CONTEXT = 2048;

    private SmallerPlans() {}

    /**
     * Returns the next smaller launch.
     *
     * @param failed the launch that failed
     * @param trainedContext context that {@code -c 0} means
     * @param layers layers of the model with the output layer
     */
    static Optional<Launch> after(Launch failed, int trainedContext, int layers) {
        LaunchOptions o = failed.options();
        int context = o.nCtx() == 0 ? trainedContext : o.nCtx();
        if (context / 2 >= LEAST_CONTEXT) {
            return Optional.of(with(failed, o.withNCtx(context / 2)));
        }
        int onGpu = o.nGpuLayers() < 0 ? layers : Math.min(layers, o.nGpuLayers());
        return onGpu > 1 ? Optional.of(with(failed, o.withNGpuLayers(onGpu * 3 / 4))) : Optional.empty();
    }

    private static Launch with(Launch launch, LaunchOptions options) {
        return new Launch(options, launch.threads(), launch.rpcServers());
    }
}
