package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;

/**
 * How long the first token of an answer is waited for: the time in which the prompt is read. Prompts that come together are read together,
 * a batch holds tokens of all of them ({@code update_slots} in llama.cpp's {@code tools/server/server-context.cpp}), so the last of them
 * waits for all.
 *
 * @param prompt tokens of each prompt
 * @param together prompts that come at the same time
 * @param low seconds at the fastest
 * @param mid expected seconds
 * @param high seconds at the slowest
 */
public record FirstToken(int prompt, int together, double low, double mid, double high) {
    /** A prompt with a page of text; a shorter one where half of the context holds less. Judgement. */
    private static final int USUAL_PROMPT = 1024;

    public FirstToken {
        Amount.count(prompt, "prompt");
        Amount.count(together, "together");
        if (!(low > 0 && low <= mid && mid <= high && Double.isFinite(high))) {
            throw new IllegalArgumentException("not a range of seconds: " + low + " " + mid + " " + high);
        }
    }

    /** Returns the tokens of the prompt that is stated for slots with a context of so many tokens. */
    public static int prompt(int ctxEach) {
        return Math.clamp(ctxEach / 2, 1, USUAL_PROMPT);
    }

    /**
     * Returns the wait for prompts that come together.
     *
     * @param speed how fast one prompt is read, tok/s
     */
    public static FirstToken of(int prompt, int together, SpeedRange speed) {
        double tokens = (double) prompt * together;
        return new FirstToken(prompt, together, tokens / speed.high(), tokens / speed.mid(), tokens / speed.low());
    }
}
