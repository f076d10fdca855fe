package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;

/**
 * One turn of a conversation: a prompt is read behind what the cache holds already, an answer is written.
 *
 * @param kept tokens of earlier turns in the cache, which are not read again
 * @param prompt tokens that are read
 * @param answer tokens that are written; 0 for embeddings
 */
public record Turn(int kept, int prompt, int answer) {
    /** A prompt with a page of text; a shorter one where half of the context holds less. Judgement. */
    private static final int USUAL_PROMPT = 1024;

    public Turn {
        Amount.count(kept, "kept");
        Amount.count(answer, "answer");
        if (prompt < 1) {
            throw new IllegalArgumentException("a turn reads at least one token, not " + prompt);
        }
    }

    /** Returns the first turn that is stated for slots with a context of so many tokens; an answer has half as many as its prompt. */
    public static Turn usual(int ctxEach) {
        int prompt = Math.clamp(ctxEach / 2, 1, USUAL_PROMPT);
        return new Turn(0, prompt, prompt / 2);
    }

    /** Returns the tokens in the cache when it has ended. */
    public long tokens() {
        return (long) kept + prompt + answer;
    }

    /** Returns a turn like this behind it, with all of it kept. */
    public Turn next() {
        return new Turn(Math.toIntExact(tokens()), prompt, answer);
    }

    /** Returns the seconds of the turn with these tokens a second of its prompt and of its answer. */
    public double seconds(double pp, double tg) {
        return prompt / pp + (answer == 0 ? 0 : answer / tg);
    }
}
