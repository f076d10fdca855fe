package dev.llmfit.engine.verify;

import dev.llmfit.engine.Launch;
import dev.llmfit.gguf.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What to verify.
 *
 * @param model shape and tensor types
 * @param file the real file; without one a phantom is run
 * @param launch the launch
 * @param tolerance how far the measurement may be off
 * @param measureSpeed whether speed is measured as well
 * @param limit the engine is ended after this time
 */
public record VerifyTask(
        Model model, Optional<Path> file, Launch launch, Tolerance tolerance, boolean measureSpeed, Duration limit) {
    public VerifyTask {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("a time limit of " + limit);
        }
    }

    /** Returns the same task with another launch. */
    public VerifyTask withLaunch(Launch other) {
        return new VerifyTask(model, file, other, tolerance, measureSpeed, limit);
    }
}
