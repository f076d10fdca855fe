package dev.llmfit.probe.hardware;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What must hold for a model on a machine, or on every machine of a file.
 *
 * @param model reference to the model
 * @param fileType file type, for example {@code Q4_K_M}
 * @param contextSize {@code n_ctx} that must fit
 * @param minTokensPerSecond generated tokens per second that must be reached
 * @param verdict verdict that must come out, or the least that is accepted
 */
public record ModelExpectation(
        String model,
        Optional<String> fileType,
        OptionalInt contextSize,
        OptionalDouble minTokensPerSecond,
        Optional<String> verdict) {}
