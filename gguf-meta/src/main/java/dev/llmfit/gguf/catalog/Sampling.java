package dev.llmfit.gguf.catalog;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How the makers of a model sample from it, by its card. What they do not say is absent, and left to the program that runs it.
 *
 * @param temperature divides the logits
 * @param topP sum of probabilities of the tokens that are considered
 * @param topK number of tokens that are considered
 * @param minP least probability of a token, as a share of the largest
 * @param presencePenalty taken from the logits of tokens that occurred
 * @param repeatPenalty divides the logits of tokens that occurred
 * @param reasoning how reasoning is switched
 * @param source where that stands
 * @param date when it was read
 */
public record Sampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble minP,
        OptionalDouble presencePenalty,
        OptionalDouble repeatPenalty,
        Optional<Reasoning> reasoning,
        String source,
        String date) {
    /** How a model's reasoning is switched. */
    public enum Reasoning {
        /** {@code --reasoning on|off} of llama.cpp, {@code enable_thinking} of the template. */
        ON_OFF,
        /** {@code --reasoning-effort low|medium|high} of llama.cpp. */
        EFFORT,
        /** It always reasons. */
        ALWAYS
    }
}
