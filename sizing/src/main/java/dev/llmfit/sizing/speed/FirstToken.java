package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;

/**
 * How long the first token of an answer is waited for: the time in which the prompt is read. Prompts that come together are read together,
 * a batch holds tokens of all of them ({@code update_slots} in llama.cpp's {@code tools/server/server-context.cpp}), so the last of them
 * waits for all.
 *
 * @param prompt tokens of each prompt
 * @param together prompts that come at the same time
 * @param seconds how long
 */
public record FirstToken(int prompt, int together, Span seconds) {
    public FirstToken {
        Amount.count(prompt, "prompt");
        Amount.count(together, "together");
    }

    /**
     * Returns the wait for prompts that come together.
     *
     * @param speed how fast one prompt is read, tok/s
     */
    public static FirstToken of(int prompt, int together, SpeedRange speed) {
        return new FirstToken(prompt, together, Span.seconds((double) prompt * together, speed));
    }
}
