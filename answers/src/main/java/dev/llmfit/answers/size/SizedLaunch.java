package dev.llmfit.answers.size;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedRequest;

/**
 * A model on a machine, sized.
 *
 * @param model shape and tensor types
 * @param machine where it would run
 * @param options launch options
 * @param estimate its buffers
 */
record SizedLaunch(Model model, Machine machine, LaunchOptions options, Estimate estimate) {
    /** Speed is stated for llama-bench's default test. */
    private static final int GENERATED = 128;

    /**
     * Returns what the speed model is asked about this launch with an empty context.
     *
     * @param work what a token costs of the model
     */
    SpeedRequest speed(LaunchSpeed hardware, ModelWork work) {
        return hardware.request(work, options, estimate, LaunchSpeed.usualPrompt(options), GENERATED, 0);
    }

    /** Returns the same with a context that is full at the end. */
    SpeedRequest fullSpeed(LaunchSpeed hardware, ModelWork work) {
        int each = estimate.nCtx() / Math.max(1, options.nParallel());
        return hardware.request(
                work,
                options,
                estimate,
                LaunchSpeed.usualPrompt(options),
                Math.min(GENERATED, each),
                Math.max(0, each - GENERATED));
    }
}
