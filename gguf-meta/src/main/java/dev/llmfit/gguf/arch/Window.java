package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/**
 * A sliding window of attention ({@code swa_type}, {@code n_swa}, {@code is_swa} of {@code llama_hparams}).
 *
 * @param kind which tokens a token sees
 * @param tokens its width
 * @param layers the layers that have it; the others see all tokens
 */
public record Window(Kind kind, int tokens, LayerSet layers) {
    /** Which tokens a token sees ({@code llama_swa_type}). */
    public enum Kind {
        /** The last tokens before each token. */
        STANDARD,
        /** The tokens of the same chunk. */
        CHUNKED,
        /** The tokens on both sides. */
        SYMMETRIC
    }

    public Window {
        Amount.count(tokens, "tokens");
    }
}
